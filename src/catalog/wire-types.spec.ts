import type * as Wire from '@upline/contracts/catalog';
import type { SameShape } from '@upline/contracts/same-shape';
import type * as lists from './catalog.dto';
import type * as wording from './wording.dto';

/** Held by the compiler: a field more or less on either side is an error here. */
const same: [
  SameShape<lists.TopicDto, Wire.TopicView>,
  SameShape<lists.RootCauseDto, Wire.RootCauseView>,
  SameShape<wording.TemplateDto, Wire.TemplateView>,
  SameShape<wording.TemplateSlotDto, Wire.TemplateSlot>,
  SameShape<wording.PhraseDto, Wire.PhraseView>,
  SameShape<lists.TopicBodyDto, Wire.TopicBody>,
  SameShape<lists.RootCauseBodyDto, Wire.RootCauseBody>,
  SameShape<wording.TemplateBodyDto, Wire.TemplateBody>,
  SameShape<wording.PhraseBodyDto, Wire.PhraseBody>,
  SameShape<lists.ChangeTopicDto, Wire.ChangeTopicBody>,
  SameShape<lists.ChangeRootCauseDto, Wire.ChangeRootCauseBody>,
  SameShape<wording.ChangeTemplateDto, Wire.ChangeTemplateBody>,
  SameShape<wording.ChangePhraseDto, Wire.ChangePhraseBody>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true];

it('wire types and validators are the same', () => {
  expect(same.every(Boolean)).toBe(true);
});
