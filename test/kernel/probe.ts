import { Body, Controller, Get, Injectable, Module, Param, Patch, Post, SetMetadata, UseGuards } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { setTimeout as delay } from 'node:timers/promises';
import { Public, REQUIRED_PERMISSION, Requires } from '../../src/kernel/actor';
import { newId } from '../../src/kernel/ids';
import { IsInstant } from '../../src/kernel/instant';
import { KernelModule } from '../../src/kernel/kernel.module';
import { Refusal } from '../../src/kernel/refusal';
import { Write, WriteOnce, type WriteContext } from '../../src/kernel/write';

export class ProbeBody {
  /** Anything. */
  @ApiProperty()
  @IsString()
  @MaxLength(100)
  text: string;
  /** Any instant. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsInstant()
  at?: string;
  /** Milliseconds that the write takes. */
  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @IsInt()
  waitMs?: number;
}
export class ProbeAnswer {
  /** What was made. */
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** As given. */
  @ApiProperty()
  text: string;
  /** Shown once. */
  @ApiProperty({ nullable: true, type: String })
  secret: string | null;
}

/** Stands for a guard that decides by sight: `hidden` does not exist for anybody. */
class SightGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { params } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { id: string } }>>();
    if (params.id === 'hidden') throw Refusal.notFound();
    return true;
  }
}

@Injectable()
class Probes {
  constructor(private readonly once: WriteOnce) {}

  make(write: WriteContext, body: ProbeBody): Promise<ProbeAnswer> {
    return this.once.run(write, async (tx) => {
      const id = newId();
      await delay(body.waitMs ?? 0);
      await tx.query(
        `insert into audit_entry (id, at, actor_id, act, subject_kind, data) values ($1, upline_now(), $2, 'probe', 'probe', '{}')`,
        [id, write.actor.id],
      );
      if (body.text === 'refuse') throw new Refusal('wrong_state', 'Refused after the write.');
      if (body.text === 'bug') throw new TypeError('select secret from /srv/somewhere');
      return {
        status: 202,
        body: { id, text: body.text, secret: 'whsec_1' },
        resourceId: id,
        version: 1,
        secrets: ['secret'],
      };
    });
  }
}

/** Routes of the tests, on the same app as all others: what the kernel promises is shown on them alone. */
@Controller('probe')
class ProbeController {
  constructor(private readonly probes: Probes) {}

  @Post(':id')
  @Requires('signed_in', 'tickets:act')
  @UseGuards(SightGuard)
  @ApiAcceptedResponse({ type: ProbeAnswer })
  make(@Write() write: WriteContext, @Body() body: ProbeBody): Promise<ProbeAnswer> {
    return this.probes.make(write, body);
  }

  @Post(':id/keyed')
  @Requires('signed_in', 'no_token')
  @ApiAcceptedResponse({ type: ProbeAnswer })
  keyed(@Write({ keyRequired: true }) write: WriteContext, @Body() body: ProbeBody): Promise<ProbeAnswer> {
    return this.probes.make(write, body);
  }

  @Patch(':id')
  @Requires('people.manage', 'people:manage')
  @ApiOkResponse({ type: ProbeAnswer })
  change(@Param('id') id: string): ProbeAnswer {
    return { id, text: '', secret: null };
  }

  @Get('bug')
  @Public()
  @ApiOkResponse({ type: ProbeAnswer })
  bug(): never {
    throw new Error('select * from person -- /srv/upline/secret.ts');
  }

  @Get('extra')
  @Public()
  @ApiOkResponse({ type: ProbeAnswer })
  extra(): object {
    return { id: newId(), text: '', secret: null, more: 1 };
  }
}

@Module({ imports: [KernelModule], controllers: [ProbeController], providers: [Probes] })
export class ProbeModule {}

@Controller('silent')
class SilentController {
  @Get()
  say(): void {}
}

/** A route that says neither who may call it. */
@Module({ controllers: [SilentController] })
export class SilentModule {}

@Controller('forgetful')
class ForgetfulController {
  @Get()
  @SetMetadata(REQUIRED_PERMISSION, 'signed_in')
  unsaid(): void {}

  @Post()
  @Requires('signed_in', 'tickets:everything' as never)
  made(): void {}
}

/** Routes that ask for a permission and do not say, in words that exist, which integration tokens get in. */
@Module({ controllers: [ForgetfulController] })
export class ForgetfulModule {}
