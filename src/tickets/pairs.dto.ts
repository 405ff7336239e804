import { ApiProperty } from '@nestjs/swagger';
import * as several from '@upline/contracts/several';
import { IsIn, IsString, Matches } from 'class-validator';
import { CommutingDto, ReasonDto } from './act.dto';

const NAMED = /^(?:[1-9]\d{0,15}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
/** A ticket by its id or its 单号; one out of sight is a 404 like one that does not exist. */
export const NamedTicket = (): PropertyDecorator => (target, property) => {
  ApiProperty({ type: String, pattern: NAMED.source, description: 'Id or 单号' })(target, property);
  IsString()(target, property as string);
  Matches(NAMED, { message: 'must be an id or a number of a ticket' })(target, property as string);
};

export class LinkActDto extends CommutingDto implements several.LinkForm {
  @NamedTicket()
  toId: string;

  /** What this ticket is to the other one: the same matter again, something to do with it, or caused by it. */
  @ApiProperty({ enum: several.LINK_RELATIONS })
  @IsIn(several.LINK_RELATIONS)
  relation: several.LinkRelation;
}
/** `version` is that of the ticket that ends. */
export class MergeDto extends ReasonDto implements several.MergeForm {
  /** Which one goes on. */
  @NamedTicket()
  intoId: string;
}
