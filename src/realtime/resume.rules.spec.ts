import { resumeAfter } from './resume.rules';

describe('the number of a resume', () => {
  it.each([0, 1, 500, Number.MAX_SAFE_INTEGER])('takes %d', (after) => {
    expect(resumeAfter({ after })).toBe(after);
  });

  it.each([
    ['a negative one', { after: -1 }],
    ['a fraction', { after: 1.5 }],
    ['2^63', { after: 2 ** 63 }],
    ['the first that JSON cannot hold exactly', { after: Number.MAX_SAFE_INTEGER + 1 }],
    ['a text', { after: '1' }],
    ['an object', { after: { valueOf: 1 } }],
    ['null', { after: null }],
    ['nothing', {}],
    ['one field too many', { after: 1, personId: 'x' }],
    ['an inherited field', Object.create({ after: 1 })],
    ['a bare number', 1],
    ['a list', [1]],
    ['no body', undefined],
    ['null as the body', null],
  ])('refuses %s', (_, body) => {
    expect(resumeAfter(body)).toBeNull();
  });
});
