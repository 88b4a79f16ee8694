package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/adapters/poller"
	"coresync/cmd/internal/service"
	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/eventstore"
	"coresync/eventstore/vault"
	"coresync/projections"
	"coresync/projections/mapping"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// userRules tells the poller whose last users stay out of the log, by the rules and the
// mappings in force when a connection's devices are listed. A device without a customer,
// as in a first sync, follows its connection.
func (a *App) userRules(ctx context.Context, tenant, connection uuid.UUID) (poller.UserRules, error) {
	rules, _, err := service.PrivacyRules(ctx, a.Store, tenant, 0)
	found := poller.UserRules{Retention: time.Duration(rules.Days) * 24 * time.Hour}
	if err != nil || rules.KeepsAll(connection) {
		return found, err
	}
	var links mapping.Links
	err = projections.Read(ctx, a.db.web, tenant, a.Store.Now(), func(r *projections.Reading) error {
		links, err = mapping.CurrentLinks(ctx, r)
		return err
	})
	found.Withhold = func(organization, location int64) event.Withheld {
		customer := links.Customer(rowid.Organization(tenant, connection, organization), rowid.Location(tenant, connection, location))
		return rules.Withhold(connection, customer)
	}
	return found, err
}

// expireLastUsers makes unreadable, in all workspaces, what is older than they keep last
// users. It is repeated hourly, and what was done is not done again.
func (a *App) expireLastUsers(ctx context.Context, now time.Time) error {
	tenants, err := a.Store.Tenants(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, t := range tenants {
		if err := a.ExpireLastUsers(ctx, t.ID, now); err != nil {
			failed = append(failed, fmt.Errorf("end what workspace %s keeps of last users: %w", t.ID, err))
		}
	}
	return errors.Join(failed...)
}

// ExpireLastUsers does so in one workspace, as of a time. The event that says so stands in
// the transaction that destroys the first keys; the rest follows in short ones.
func (a *App) ExpireLastUsers(ctx context.Context, tenant uuid.UUID, now time.Time) error {
	rules, _, err := service.PrivacyRules(ctx, a.Store, tenant, 0)
	before := rules.Before(now)
	if err != nil || before.IsZero() {
		return err
	}
	due, err := a.Vault.Due(ctx, tenant, before)
	if err != nil || due == 0 {
		return err
	}
	said := &event.LastUsersExpired{Before: vault.WeekOf(before), Subjects: int(due)}
	for first := true; ; first = false {
		var left bool
		var done eventstore.Appended
		err := pgx.BeginFunc(ctx, a.db.engine, func(tx pgx.Tx) (err error) {
			if left, err = a.Vault.ExpireTx(ctx, tx, tenant, before); err != nil || !first {
				return err
			}
			done, err = a.Store.AppendTx(ctx, tx, eventstore.Append{
				Tenant: tenant, Actor: event.ActorPrivacy, Events: []event.New{{Stream: event.ExpiryStream(), Payload: said}},
			})
			return err
		})
		if err != nil {
			return err
		}
		if first {
			a.Store.Committed(done)
		}
		if !left {
			return nil
		}
	}
}
