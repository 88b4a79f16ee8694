package user

import (
	"context"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/jackc/pgx/v5"
)

// resetLifetime is how long a link is good that somebody asked for at the door, and
// resetLimit how long it may take to send it.
const (
	resetLifetime = time.Hour
	resetLimit    = 30 * time.Second
)

// Forgot implements api.Sessions. Each asking counts as a failed sign-in of the addresses,
// so that nobody's mailbox is filled. Whether there is such a person is not told, by the
// answer's time either: the letter is made and sent after it.
func (s *Store) Forgot(ctx context.Context, c api.Credentials) error {
	if s.letters.Reset == nil {
		return &domain.Error{Code: domain.CodeUnavailable, Reason: "no_mail", Message: "No mail server is set. Ask an owner for a link to choose a new password."}
	}
	if err := s.notTooOften(ctx, c); err != nil {
		return err
	}
	if err := s.failed(ctx, c); err != nil {
		return err
	}
	s.sending.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), resetLimit)
		defer cancel()
		if err := s.sendReset(ctx, c.Email); err != nil {
			s.log.ErrorContext(ctx, "send a link to choose a new password", "error", err)
		}
	})
	return nil
}

// Sent returns when the letters that were asked for have been handed over.
func (s *Store) Sent() { s.sending.Wait() }

func (s *Store) sendReset(ctx context.Context, email string) error {
	rows, err := s.pool.Query(ctx, `select `+columns+` from web.user_of_email($1)`, emailKey(email))
	found, err := one(rows, err)
	if domain.ErrorCode(err) == domain.CodeNotFound {
		return nil // nobody
	}
	if err != nil {
		return fmt.Errorf("look up who forgot a password: %w", err)
	}
	var link api.NewLink
	err = s.within(ctx, found.Tenant, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `delete from web.links where tenant_id = $1 and user_id = $2`, found.Tenant, found.ID); err != nil {
			return fmt.Errorf("end the links of before: %w", err)
		}
		link, err = s.link(ctx, tx, found.Tenant, &found.ID, "mail", resetLifetime)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.letters.Reset(ctx, found.Tenant, found.user(), link); err != nil {
		return err
	}
	return s.note(ctx, found.Tenant, event.ActorDoor, found.ID, &event.PasswordForgotten{User: found.ID})
}
