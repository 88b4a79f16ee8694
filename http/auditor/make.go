package auditor

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// mostActive is how many links of a workspace are good at a time: each is a door to watch.
const mostActive = 50

var errTooMany = &domain.Error{Code: domain.CodeConflict, Reason: "too_many",
	Message: fmt.Sprintf("%d links are good already. Revoke those that nobody needs any more.", mostActive)}

// Make implements api.AuditorLinks.
func (s *Store) Make(ctx context.Context, tenant uuid.UUID, actor string, d api.AuditorLinkDraft) (api.NewAuditorLink, error) {
	now := s.now()
	d.Name = strings.TrimSpace(d.Name)
	if err := sensible(d, now); err != nil {
		return api.NewAuditorLink{}, err
	}
	made := row{Tenant: tenant, ID: uuid.New(), Name: d.Name, AsOf: d.AsOf, CreatedBy: actor, CreatedAt: now, ExpiresAt: d.ExpiresAt.UTC().Truncate(time.Microsecond)}
	secret, hash := generate(linkPrefix, made.ID)
	err := s.within(ctx, tenant, func(tx pgx.Tx) error {
		var active int
		if err := tx.QueryRow(ctx, `select count(*) from web.auditor_links where tenant_id = $1 and revoked_at is null and expires_at > $2`, tenant, now).Scan(&active); err != nil {
			return err
		}
		if active >= mostActive {
			return errTooMany
		}
		_, err := tx.Exec(ctx, `insert into web.auditor_links (tenant_id, id, name, secret_hash, as_of, created_by, created_at, expires_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8)`, made.Tenant, made.ID, made.Name, hash, made.AsOf, made.CreatedBy, made.CreatedAt, made.ExpiresAt)
		return err
	})
	if err != nil {
		return api.NewAuditorLink{}, fmt.Errorf("make auditors' link %s: %w", made.ID, err)
	}
	if err := s.note(ctx, tenant, actor, made.ID, &event.AuditorLinkMade{Link: made.ID, Name: made.Name, AsOf: made.AsOf, ExpiresAt: made.ExpiresAt}); err != nil {
		return api.NewAuditorLink{}, err
	}
	return api.NewAuditorLink{AuditorLink: made.link(now), Secret: secret}, nil
}

// sensible lists every fault of a draft.
func sensible(d api.AuditorLinkDraft, now time.Time) error {
	var faults []domain.Fault
	if n := utf8.RuneCountInString(d.Name); n == 0 || n > 100 {
		faults = append(faults, domain.Fault{Pointer: "/name", Code: "length", Message: "Say in 1 to 100 characters what it is for."})
	}
	switch {
	case !d.ExpiresAt.After(now):
		faults = append(faults, domain.Fault{Pointer: "/expires_at", Code: "past", Message: "Give a time that lies ahead."})
	case d.ExpiresAt.After(now.AddDate(0, 0, api.MostAuditorDays)):
		faults = append(faults, domain.Fault{Pointer: "/expires_at", Code: "range", Message: fmt.Sprintf("A link is good for at most %d days.", api.MostAuditorDays)})
	}
	if d.AsOf != nil && d.AsOf.After(now) {
		faults = append(faults, domain.Fault{Pointer: "/as_of", Code: "moment", Message: "Give a time that has passed, or none."})
	}
	return domain.Invalid(faults)
}
