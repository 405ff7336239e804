import { ValidateIf } from 'class-validator';

/** A field that may be left out but is not null; `@IsOptional()` would let null through. */
export const IfGiven = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
