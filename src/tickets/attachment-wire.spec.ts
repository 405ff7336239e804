import type { AttachmentView } from '@upline/contracts/attachments';
import type { SameShape } from '@upline/contracts/same-shape';
import type { AttachmentDto } from './ticket-attachments.dto';

it('the file of a ticket is what the contract says, and nothing more', () => {
  const same: SameShape<AttachmentDto, AttachmentView> = true;
  expect(same).toBe(true);
});
