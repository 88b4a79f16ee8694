package user

import (
	"context"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// toldEvery is how often failures of one person are told in the log: whoever tries
// passwords by the thousand fills neither the log nor the disk.
const toldEvery = time.Minute

// noteLimit is how long it may take to tell of a failure, after its answer.
const noteLimit = 30 * time.Second

// note tells in the workspace's log what became of a person.
func (s *Store) note(ctx context.Context, tenant uuid.UUID, actor string, user uuid.UUID, p event.Payload) error {
	if err := s.journal.Note(ctx, tenant, actor, event.UserStream(user), p); err != nil {
		return fmt.Errorf("tell in the log of %s of user %s: %w", p.EventType(), user, err)
	}
	return nil
}

// noteOwn is note of what a person did.
func (s *Store) noteOwn(ctx context.Context, who api.Identity, p event.Payload) error {
	return s.note(ctx, who.Tenant, who.Actor, who.User, p)
}

// came tells in the log that a session began. A session that can't be told of ends: nobody
// has its secret yet, so nobody is in of whom the log doesn't know.
func (s *Store) came(ctx context.Context, session api.NewSession, by string) (api.NewSession, error) {
	who := session.Identity
	if err := s.noteOwn(ctx, who, &event.SignedIn{User: who.User, Session: who.Session, By: by}); err != nil {
		_ = s.end(ctx, who) // the error before says what is wrong
		return api.NewSession{}, err
	}
	return session, nil
}

// refused counts that somebody was not let in, and tells of it at most once a minute and
// person; those of whom nobody knows who they are count as one, and nothing of what they
// typed is kept. It goes on after the answer, whose time would tell a stranger whether
// there is such a person.
func (s *Store) refused(ctx context.Context, email, by string) {
	s.sending.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteLimit)
		defer cancel()
		if err := s.count(ctx, email, by); err != nil {
			s.log.ErrorContext(ctx, "tell in the log of a sign-in that failed", "error", err)
		}
	})
}

func (s *Store) count(ctx context.Context, email, by string) error {
	rows, err := s.pool.Query(ctx, `select `+columns+` from web.user_of_email($1)`, emailKey(email))
	found, err := one(rows, err)
	if domain.ErrorCode(err) == domain.CodeNotFound {
		found.Tenant, err = s.journal.Only(ctx)
	}
	if err != nil {
		return fmt.Errorf("look up who was not let in: %w", err)
	}
	if found.Tenant == uuid.Nil {
		s.log.WarnContext(ctx, "somebody whom no workspace knows was not let in", "by", by)
		return nil
	}
	err = s.within(ctx, found.Tenant, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `insert into web.refusals as r (tenant_id, user_id, untold, by, told_at) values ($1, $2, 1, $3, '-infinity')
			on conflict (tenant_id, user_id) do update set untold = r.untold + 1, by = excluded.by`, found.Tenant, found.ID, by)
		return err
	})
	if err != nil {
		return fmt.Errorf("count who was not let in: %w", err)
	}
	return s.TellRefusals(ctx, found.Tenant)
}

// TellRefusals tells of the failures that are due to be told. Call it every minute, or the
// last ones are told with the next.
func (s *Store) TellRefusals(ctx context.Context, tenant uuid.UUID) error {
	type refusal struct {
		User  uuid.UUID
		Count int
		By    string
	}
	return s.within(ctx, tenant, func(tx pgx.Tx) error {
		now := s.now()
		rows, err := tx.Query(ctx, `select user_id, untold, by from web.refusals
			where tenant_id = $1 and untold > 0 and told_at <= $2 order by user_id for update skip locked`, tenant, now.Add(-toldEvery))
		if err != nil {
			return fmt.Errorf("look for failures to tell of: %w", err)
		}
		due, err := pgx.CollectRows(rows, pgx.RowToStructByPos[refusal])
		if err != nil {
			return fmt.Errorf("look for failures to tell of: %w", err)
		}
		for _, r := range due {
			if _, err := tx.Exec(ctx, `update web.refusals set untold = 0, told_at = $3 where tenant_id = $1 and user_id = $2`, tenant, r.User, now); err != nil {
				return fmt.Errorf("note that failures are told of: %w", err)
			}
			if err := s.note(ctx, tenant, event.ActorDoor, r.User, &event.SignInFailed{User: r.User, By: r.By, Count: r.Count}); err != nil {
				return err
			}
		}
		return nil
	})
}
