import { Injectable } from '@nestjs/common';
import type { SimilarForm, SimilarWhy } from '@upline/contracts/similar';
import { DataSource } from 'typeorm';
import { CustomersService } from '../customers/customers.service';
import type { Actor } from '../kernel/actor';
import { INSTANTS_AS_TEXT, runHot } from '../kernel/hot-statement';
import { takeRate, type Rate } from '../kernel/rates';
import { Refusal } from '../kernel/refusal';
import { inTransaction } from '../kernel/transaction';
import type { SimilarAnswerDto } from './outside-sight.dto';
import { RestrictedRows } from './restricted-rows';
import { SIMILAR } from './similar.statement';
import { toItem, type ListRow } from './ticket.lists';

/** Look-ups by a phone that one person may make: far more than there are calls in an hour, too few to try numbers. */
export const LOOK_UPS: Rate = { what: 'similar_by_phone', max: 60, seconds: 3600 };

/** What else there is of this caller and this topic, while a form is being written. */
@Injectable()
export class SimilarService {
  constructor(
    private readonly db: DataSource,
    private readonly customers: CustomersService,
    private readonly restricted: RestrictedRows,
  ) {}

  async find(actor: Actor, { phone = null, topicId = null, content = null }: SimilarForm): Promise<SimilarAnswerDto> {
    if (phone === null && topicId === null && content === null)
      throw Refusal.invalid('phone', 'Say at least a phone, a topic or some content.', 'required');
    const blind = phone === null ? null : this.customers.blindIndexOf(phone);
    return inTransaction(this.db, async (tx) => {
      if (blind) await takeRate(tx, actor.id, LOOK_UPS);
      const values = [actor.id, blind, topicId];
      const rows = await runHot<ListRow & { because: SimilarWhy }>(tx, SIMILAR, values, INSTANTS_AS_TEXT);
      const outside = blind ? await this.restricted.of(tx, actor, blind) : [];
      return { items: [...rows.map((row) => ({ ...toItem(row), because: row.because })), ...outside] };
    });
  }
}
