/** The nine who can sign in to the demo house, which serves its own machine only. */
export const DEMO_LOGINS = [
  'agent1',
  'agent2',
  'lead1',
  'lead2',
  'supervisor1',
  'manager1',
  'qa1',
  'records1',
  'admin1',
] as const;
export type DemoLogin = (typeof DEMO_LOGINS)[number];
/** Of all nine. */
export const DEMO_PASSWORD = 'upline-demo-pass';

/** Answer of `GET /about`, which anybody may ask. */
export interface AboutView {
  /** What the house calls itself. */
  name: string;
  /** Whether this is the demo. */
  demo: boolean;
  /** Who can sign in to the demo; null elsewhere. */
  logins: DemoLogin[] | null;
  /** Their password; null outside the demo. */
  password: string | null;
}
