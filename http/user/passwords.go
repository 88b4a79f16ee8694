package user

import (
	"context"
	"fmt"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// SetPassword implements api.Users.
func (s *Store) SetPassword(ctx context.Context, tenant uuid.UUID, actor string, id uuid.UUID, password api.Secret, keep uuid.UUID) error {
	found, err := s.Get(ctx, tenant, id)
	if err != nil {
		return err
	}
	if err := domain.Invalid(passwordFaults(password, found.Email)); err != nil {
		return err
	}
	kept, err := hash(ctx, password) // outside of the transaction: it takes a while
	if err != nil {
		return err
	}
	if err := s.within(ctx, tenant, func(tx pgx.Tx) error { return setPassword(ctx, tx, tenant, id, kept, keep) }); err != nil {
		return err
	}
	return s.note(ctx, tenant, actor, id, &event.PasswordSet{User: id, By: event.ByPassword})
}

// setPassword ends the sessions that the old one began, and the links that would set another.
func setPassword(ctx context.Context, tx pgx.Tx, tenant, id uuid.UUID, kept string, keep uuid.UUID) error {
	if _, err := tx.Exec(ctx, `update web.users set password_hash = $3 where tenant_id = $1 and id = $2`, tenant, id, kept); err != nil {
		return fmt.Errorf("set the password of user %s: %w", id, err)
	}
	if _, err := tx.Exec(ctx, `delete from web.sessions where tenant_id = $1 and user_id = $2 and id <> $3`, tenant, id, keep); err != nil {
		return fmt.Errorf("end the sessions of user %s: %w", id, err)
	}
	if _, err := tx.Exec(ctx, `delete from web.links where tenant_id = $1 and user_id = $2`, tenant, id); err != nil {
		return fmt.Errorf("end the links of user %s: %w", id, err)
	}
	return nil
}

// CheckPassword implements api.Users.
func (s *Store) CheckPassword(ctx context.Context, tenant, id uuid.UUID, password api.Secret) error {
	var kept *string
	err := s.within(ctx, tenant, func(tx pgx.Tx) error {
		found, err := load(ctx, tx, tenant, id)
		kept = found.Password
		return err
	})
	if err != nil {
		return err
	}
	if kept != nil {
		ok, err := matches(ctx, *kept, password)
		if err != nil || ok {
			return err
		}
	}
	return domain.Invalid([]domain.Fault{{Pointer: "/current", Code: "password_wrong", Message: "This is not your present password."}})
}
