/** Something a person can act on; its message is one line meant for them. */
export class EmbeddedPostgresError extends Error {}
