import { WatchBook } from './watch-book';

const socket = (personId: string) => ({ data: { personId } });

describe('the book of who has what open', () => {
  const [tab1, tab2, other] = [socket('a'), socket('a'), socket('b')];
  const book = () => {
    const made = new WatchBook<typeof tab1>();
    made.put(tab1, 't', 'viewing');
    made.put(tab2, 't', 'viewing');
    made.put(other, 't', 'viewing');
    return made;
  };

  it('counts a person once, and editing before viewing whichever tab does it', () => {
    const made = book();
    expect([...made.people('t')]).toEqual([
      ['a', 'viewing'],
      ['b', 'viewing'],
    ]);
    made.put(tab1, 't', 'editing');
    expect(made.people('t').get('a')).toBe('editing');
    made.put(tab1, 't', 'viewing');
    made.put(tab2, 't', 'editing');
    expect(made.people('t').get('a')).toBe('editing');
  });

  it('forgets a person with the last of their tabs, and a ticket with the last person', () => {
    const made = book();
    expect(made.take(tab1, 't')).toBe(true);
    expect(made.people('t').has('a')).toBe(true);
    made.take(tab2, 't');
    expect(made.people('t').has('a')).toBe(false);
    made.take(other, 't');
    expect([made.size, made.ticketsOf(other)]).toEqual([0, []]);
    expect(made.take(other, 't')).toBe(false);
  });
});
