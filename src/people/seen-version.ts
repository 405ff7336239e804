import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { IfGiven } from './optional';

/** The largest `integer` of PostgreSQL. */
const VERSION_MAX = 2_147_483_647;

/** `version` of a change: the one that its caller saw; `requireVersion` judges it. */
export const SeenVersion = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: VERSION_MAX }),
    IfGiven(),
    IsInt(),
    Min(1),
    Max(VERSION_MAX),
  );
