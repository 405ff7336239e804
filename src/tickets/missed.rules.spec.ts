import { ACTS, HOUR, MINUTE, Story, agree, at, contact, resolve, storyIn } from '../../test/tickets/story';
import { latest } from './clocks.rules';

const promise = (story: Story) => latest(story.ticket.clocks, 'promise');

describe('an act that comes after the due time, before any timer noticed', () => {
  it('does not make a late answer a kept promise', () => {
    const story = storyIn('in_progress');
    story.wait(5 * HOUR).do('lead', contact('reached', true));
    expect(promise(story)?.state).toBe('missed');
  });

  it('does not make a late resolve a met one', () => {
    const story = storyIn('in_progress');
    story.do('lead', contact('reached', true));
    story.wait(25 * HOUR).do('lead', resolve('yes'));
    expect(latest(story.ticket.clocks, 'resolve')?.state).toBe('missed');
  });

  it('does not make a late acknowledge a met one, and says so on the timeline', () => {
    const story = new Story();
    const events = story.wait(31 * MINUTE).do('lead', ACTS.acknowledge());
    expect(latest(story.ticket.clocks, 'acknowledge')).toMatchObject({ state: 'missed', missedById: 'lead' });
    expect(events.map((event) => event.type)).toEqual(['clock.missed', 'ticket.acknowledged']);
    expect(events[0]?.data).toMatchObject({
      dueAt: at(30 * MINUTE).toISOString(),
      noticedAt: at(31 * MINUTE).toISOString(),
    });
  });

  it('does not let a callback agreed too late renew what was missed', () => {
    const story = storyIn('in_progress');
    story.wait(5 * HOUR).do('lead', agree(at(9 * HOUR)));
    expect(story.ticket.clocks.filter((one) => one.kind === 'promise').map((one) => one.state)).toEqual([
      'missed',
      'running',
    ]);
  });

  it('does not let a transfer hide that nobody took it in time', () => {
    const story = new Story();
    story.wait(31 * MINUTE).do('lead', ACTS.transfer());
    expect(story.ticket.clocks.filter((one) => one.kind === 'acknowledge').map((one) => one.state)).toEqual([
      'missed',
      'running',
    ]);
  });

  it('counts attempts that were made in time', () => {
    const story = new Story({ promisedReplyAt: at(12 * HOUR) });
    story.do('lead', ACTS.acknowledge());
    for (let tries = 0; tries < 3; tries++) story.wait(2 * HOUR).do('lead', contact('no_answer'));
    story.wait(7 * HOUR).do('lead', contact('reached', true));
    expect(promise(story)?.state).toBe('attempted');
  });

  it('leaves an act in time, and a clock that it does not settle, alone', () => {
    const story = new Story();
    story.wait(30 * MINUTE - 1).do('lead', ACTS.acknowledge());
    expect(latest(story.ticket.clocks, 'acknowledge')?.state).toBe('met');
    story.wait(5 * HOUR).do('lead', ACTS.decide());
    expect(promise(story)?.state).toBe('running');
  });

  it('does not let one breach hide another', () => {
    const story = new Story({ promisedReplyAt: at(20 * MINUTE) }).wait(HOUR);
    const events = story.timer({ type: 'clockMissed', clock: 'promise', occurrence: 1 });
    expect(events.map((event) => [event.type, event.data.clock])).toEqual([
      ['clock.missed', 'promise'],
      ['clock.missed', 'acknowledge'],
      ['ticket.escalated', undefined],
    ]);
    expect(story.ticket).toMatchObject({ level: 1, holderId: 'supervisor' });
  });
});
