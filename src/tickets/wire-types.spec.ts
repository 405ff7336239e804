import type * as Handovers from '@upline/contracts/handovers';
import type { SameShape } from '@upline/contracts/same-shape';
import type * as Similar from '@upline/contracts/similar';
import type { HandoverBodyDto, HandoverDto } from './handovers.dto';
import type * as Several from '@upline/contracts/several';
import type { LinkActDto, MergeDto } from './pairs.dto';
import type { RevealAnswerDto, RevealDto } from './reveal.controller';
import type { CustomerCalledAnswerDto, CustomerCalledDto, SimilarFormDto } from './outside-sight.dto';
import type { LinkDto, SimilarTicketDto } from './ticket-answers.dto';

/** Held by the compiler: a field more or less on either side is an error here. */
const same: [
  SameShape<SimilarFormDto, Similar.SimilarForm>,
  SameShape<SimilarTicketDto, Similar.RestrictedRow>,
  SameShape<CustomerCalledDto, Similar.CustomerCalledForm>,
  SameShape<CustomerCalledAnswerDto, Similar.CustomerCalledAnswer>,
  SameShape<HandoverBodyDto, Handovers.HandoverBody>,
  SameShape<HandoverDto, Handovers.HandoverView>,
  SameShape<LinkActDto, Several.LinkForm>,
  SameShape<LinkDto, Several.LinkView>,
  SameShape<MergeDto, Several.MergeForm>,
  SameShape<RevealDto, Several.RevealForm>,
  SameShape<RevealAnswerDto, Several.RevealAnswer>,
] = [true, true, true, true, true, true, true, true, true, true, true];

it('what the routes of tickets take and give is what the contract says', () => {
  expect(same.every(Boolean)).toBe(true);
});
