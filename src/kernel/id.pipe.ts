import { Injectable, type PipeTransform } from '@nestjs/common';
import { isId } from './ids';
import { Refusal } from './refusal';

/** `@Param('id', IdPipe)`: what has not the shape of an id does not exist, rather than being a bad request. */
@Injectable()
export class IdPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (typeof value !== 'string' || !isId(value)) throw Refusal.notFound();
    return value.toLowerCase();
  }
}
