package user

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const (
	// setupLifetime is how long the link of the first person is good; it is printed
	// to a terminal.
	setupLifetime = time.Hour
	// inviteLifetime is longer: it is sent to somebody who may be on holiday.
	inviteLifetime = 72 * time.Hour
)

var errLinkOver = &domain.Error{Code: domain.CodeForbidden, Reason: "link_over",
	Message: "This link was used before, was replaced by a newer one, or is too old. Ask for a new one: an owner can make it under Settings > Users, and so can `coresync user password EMAIL`."}

// SetupLink implements api.Sessions.
func (s *Store) SetupLink(ctx context.Context, tenant uuid.UUID, actor string) (made api.NewLink, err error) {
	err = s.within(ctx, tenant, func(tx pgx.Tx) error {
		if err := nobodyYet(ctx, tx, tenant); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from web.links where tenant_id = $1 and user_id is null`, tenant); err != nil {
			return fmt.Errorf("end the set-up link of before: %w", err)
		}
		made, err = s.link(ctx, tx, tenant, nil, actor, setupLifetime)
		return err
	})
	return made, err
}

func nobodyYet(ctx context.Context, tx pgx.Tx, tenant uuid.UUID) error {
	var people bool
	if err := tx.QueryRow(ctx, `select exists (select from web.users where tenant_id = $1)`, tenant).Scan(&people); err != nil {
		return fmt.Errorf("look for people: %w", err)
	}
	if people {
		return &domain.Error{Code: domain.CodeConflict, Reason: "set_up_already",
			Message: "This workspace was set up before. Sign in, or ask an owner to add you."}
	}
	return nil
}

// NobodyYet implements api.Sessions.
func (s *Store) NobodyYet(ctx context.Context) (nobody bool, err error) {
	if err := s.pool.QueryRow(ctx, `select web.nobody_yet()`).Scan(&nobody); err != nil {
		return false, fmt.Errorf("look whether anybody can sign in: %w", err)
	}
	return nobody, nil
}

// Invite implements api.Users.
func (s *Store) Invite(ctx context.Context, tenant, id uuid.UUID, actor string) (made api.NewLink, err error) {
	var to row
	err = s.within(ctx, tenant, func(tx pgx.Tx) (err error) {
		if to, err = load(ctx, tx, tenant, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from web.links where tenant_id = $1 and user_id = $2`, tenant, id); err != nil {
			return fmt.Errorf("end the links of before: %w", err)
		}
		made, err = s.link(ctx, tx, tenant, &id, actor, inviteLifetime)
		return err
	})
	if err != nil {
		return made, err
	}
	made.Mailed = s.mailed(ctx, tenant, to.user(), made)
	return made, s.note(ctx, tenant, actor, id, &event.UserInvited{User: id, Mailed: made.Mailed})
}

// mailed sends a link to whose it is, where there is mail. What fails is in the log: the
// link can be handed over by hand.
func (s *Store) mailed(ctx context.Context, tenant uuid.UUID, to api.User, link api.NewLink) bool {
	if s.letters.Invite == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, resetLimit/2)
	defer cancel()
	if err := s.letters.Invite(ctx, tenant, to, link); err != nil {
		s.log.ErrorContext(ctx, "send an invitation", "user", to.ID, "error", err)
		return false
	}
	return true
}

func (s *Store) link(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, user *uuid.UUID, actor string, lifetime time.Duration) (api.NewLink, error) {
	id, now := uuid.New(), s.now()
	secret, hashed := generate(id)
	expires := now.Add(lifetime)
	_, err := tx.Exec(ctx, `insert into web.links (tenant_id, id, user_id, secret_hash, created_by, created_at, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7)`, tenant, id, user, hashed, actor, now, expires)
	if err != nil {
		return api.NewLink{}, fmt.Errorf("make a link: %w", err)
	}
	return api.NewLink{Secret: secret, ExpiresAt: expires}, nil
}

// OpenLink implements api.Sessions.
func (s *Store) OpenLink(ctx context.Context, secret api.Secret) (opened api.Link, err error) {
	err = s.withLink(ctx, secret, func(_ pgx.Tx, l api.Link) error {
		opened = l
		return nil
	})
	return opened, err
}

// withLink finds the link and calls work in the transaction that holds its row.
func (s *Store) withLink(ctx context.Context, secret api.Secret, work func(pgx.Tx, api.Link) error) error {
	id, hashed, ok := parse(secret)
	if !ok {
		return errLinkOver
	}
	var tenant *uuid.UUID
	if err := s.pool.QueryRow(ctx, `select web.tenant_of_link($1)`, id).Scan(&tenant); err != nil {
		return fmt.Errorf("look up a link: %w", err)
	}
	if tenant == nil {
		return errLinkOver
	}
	return s.within(ctx, *tenant, func(tx pgx.Tx) error {
		var user *uuid.UUID
		var kept []byte
		var expires time.Time
		var used *time.Time
		err := tx.QueryRow(ctx, `select user_id, secret_hash, expires_at, used_at from web.links
			where tenant_id = $1 and id = $2 for update`, *tenant, id).Scan(&user, &kept, &expires, &used)
		switch {
		case err != nil && !errors.Is(err, pgx.ErrNoRows):
			return fmt.Errorf("read a link: %w", err)
		case err != nil || subtle.ConstantTimeCompare(kept, hashed) != 1 || used != nil || !expires.After(s.now()):
			return errLinkOver
		}
		link := api.Link{Tenant: *tenant}
		if user != nil {
			found, err := load(ctx, tx, *tenant, *user)
			if err != nil {
				return errLinkOver
			}
			view := found.user()
			link.User = &view
		}
		return work(tx, link)
	})
}

// use marks a link as used.
func (s *Store) use(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, secret api.Secret) error {
	id, _, _ := parse(secret) // it was parsed before
	_, err := tx.Exec(ctx, `update web.links set used_at = $3 where tenant_id = $1 and id = $2`, tenant, id, s.now())
	return err
}
