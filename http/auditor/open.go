package auditor

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const (
	// session is how long a browser may read before it opens the link once more.
	session = 2 * time.Hour
	// mostOpened is how often a link is opened within an hour: each time stands in the log.
	mostOpened = 60
)

var (
	errUnknown = &domain.Error{Code: domain.CodeForbidden, Reason: "auditor_link_unknown",
		Message: "There is no such link. Copy it again, to its end, or ask whoever gave it to you for a new one."}
	errTooOften = &domain.Error{Code: domain.CodeUnavailable, Reason: "too_many_attempts", RetryAfter: time.Hour,
		Message: "This link was opened too often within an hour. Go on where it is open, or try again later."}
)

// Open implements api.AuditorLinks.
func (s *Store) Open(ctx context.Context, secret api.Secret, address string) (api.AuditorSession, error) {
	if err := s.notTooOften(ctx, address); err != nil {
		return api.AuditorSession{}, err
	}
	found, err := s.known(ctx, secret)
	if err != nil {
		if errors.Is(err, errUnknown) {
			return api.AuditorSession{}, errors.Join(err, s.failed(ctx, address))
		}
		return api.AuditorSession{}, err
	}
	if err := found.over(domain.CodeForbidden, s.now()); err != nil {
		return api.AuditorSession{}, err
	}
	opened, err := s.begin(ctx, found)
	if err != nil {
		return opened, err
	}
	who := opened.Identity
	// What can't be told of is not open: nobody has its secret yet.
	if err := s.note(ctx, who.Tenant, who.Actor, found.ID, &event.AuditorLinkOpened{Link: found.ID, Session: who.Session, Network: network(address)}); err != nil {
		return api.AuditorSession{}, errors.Join(err, s.Leave(context.WithoutCancel(ctx), who))
	}
	return opened, nil
}

// known is the link of a secret. A wrong secret and an unknown id are one answer.
func (s *Store) known(ctx context.Context, secret api.Secret) (row, error) {
	id, hash, ok := parse(linkPrefix, secret)
	if !ok {
		return row{}, errUnknown
	}
	found, err := one(s.pool.Query(ctx, `select `+columns+` from web.auditor_link_of($1)`, id))
	if errors.Is(err, pgx.ErrNoRows) || err == nil && subtle.ConstantTimeCompare(found.Hash, hash) != 1 {
		return row{}, errUnknown
	}
	if err != nil {
		return row{}, fmt.Errorf("look up an auditors' link: %w", err)
	}
	return found, nil
}

// begin makes a session of a link.
func (s *Store) begin(ctx context.Context, of row) (api.AuditorSession, error) {
	id, now := uuid.New(), s.now()
	secret, hash := generate(sessionPrefix, id)
	expires := now.Add(session)
	if of.ExpiresAt.Before(expires) {
		expires = of.ExpiresAt
	}
	err := s.within(ctx, of.Tenant, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `update web.auditor_links set opened = opened + 1, opened_at = $3, last_used_at = $3 where tenant_id = $1 and id = $2`, of.Tenant, of.ID, now); err != nil {
			return err // first, so that of two that open it one waits
		}
		if _, err := tx.Exec(ctx, `delete from web.auditor_sessions where tenant_id = $1 and link_id = $2 and expires_at <= $3`, of.Tenant, of.ID, now); err != nil {
			return err
		}
		var often int
		if err := tx.QueryRow(ctx, `select count(*) from web.auditor_sessions where tenant_id = $1 and link_id = $2 and created_at > $3`, of.Tenant, of.ID, now.Add(-time.Hour)).Scan(&often); err != nil {
			return err
		}
		if often >= mostOpened {
			return errTooOften
		}
		_, err := tx.Exec(ctx, `insert into web.auditor_sessions (tenant_id, id, link_id, secret_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
			of.Tenant, id, of.ID, hash, now, expires)
		return err
	})
	if err != nil {
		return api.AuditorSession{}, fmt.Errorf("open auditors' link %s: %w", of.ID, err)
	}
	return api.AuditorSession{Secret: secret, ExpiresAt: expires, AsOf: of.AsOf, Identity: of.identity(id, expires)}, nil
}

// Leave implements api.AuditorLinks.
func (s *Store) Leave(ctx context.Context, who api.Identity) error {
	return s.within(ctx, who.Tenant, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `delete from web.auditor_sessions where tenant_id = $1 and id = $2 and link_id = $3`, who.Tenant, who.Session, who.Link)
		return err
	})
}

// network is what of an address the log is told, see event.AuditorLinkOpened.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	bits := 48
	if a = a.Unmap().WithZone(""); a.Is4() {
		bits = 24
	}
	prefix, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}
