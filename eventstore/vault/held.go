package vault

import (
	"context"
	"fmt"
	"time"

	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Held says what the vault knows of a person: nothing but that there is one.
type Held struct {
	Subject  uuid.UUID
	Kind     event.SubjectKind // empty once erased: what found the person is gone
	Since    time.Time         // when the person was first seen
	ErasedAt time.Time         // zero: readable
}

const describeSubjects = `
select k.subject, coalesce(min(s.kind), ''), min(k.created_at), max(k.erased_at)
from vault.subject_keys k
left join vault.subjects s on s.tenant_id = k.tenant_id and s.subject_hmac = k.subject_hmac
where k.tenant_id = $1 and k.subject = any ($2::uuid[])
group by k.subject`

// Describe says of persons whether they can be read, by their ids. Those that this tenant
// has never seen are missing.
func (v *Vault) Describe(ctx context.Context, tenant uuid.UUID, subjects []uuid.UUID) (map[uuid.UUID]Held, error) {
	rows, err := v.pool.Query(ctx, describeSubjects, tenant, subjects)
	if err != nil {
		return nil, fmt.Errorf("describe %d subjects of tenant %s: %w", len(subjects), tenant, err)
	}
	known := make(map[uuid.UUID]Held, len(subjects))
	var h Held
	var erased *time.Time
	_, err = pgx.ForEachRow(rows, []any{&h.Subject, &h.Kind, &h.Since, &erased}, func() error {
		h.Since, h.ErasedAt = h.Since.UTC(), time.Time{}
		if erased != nil {
			h.ErasedAt = erased.UTC()
		}
		known[h.Subject] = h
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("describe %d subjects of tenant %s: %w", len(subjects), tenant, err)
	}
	return known, nil
}

// Holding is how many persons of a kind a tenant holds.
type Holding struct {
	Kind     event.SubjectKind
	Subjects int64
	Since    time.Time // when the first of them was seen
}

// Holdings are the persons that a tenant can read, by kind, and how many were erased so
// far, with the time of the newest erasure.
func (v *Vault) Holdings(ctx context.Context, tenant uuid.UUID) (all []Holding, erased int64, last time.Time, err error) {
	rows, err := v.pool.Query(ctx, `select kind, count(*), min(created_at) from vault.subjects where tenant_id = $1 group by kind order by kind`, tenant)
	if err != nil {
		return nil, 0, last, fmt.Errorf("count the subjects of tenant %s: %w", tenant, err)
	}
	var h Holding
	_, err = pgx.ForEachRow(rows, []any{&h.Kind, &h.Subjects, &h.Since}, func() error {
		h.Since = h.Since.UTC()
		all = append(all, h)
		return nil
	})
	if err != nil {
		return nil, 0, last, fmt.Errorf("count the subjects of tenant %s: %w", tenant, err)
	}
	var newest *time.Time
	err = v.pool.QueryRow(ctx, `select count(distinct subject), max(erased_at) from vault.subject_keys where tenant_id = $1 and wrapped is null`, tenant).Scan(&erased, &newest)
	if err != nil {
		return nil, 0, last, fmt.Errorf("count the erased subjects of tenant %s: %w", tenant, err)
	}
	if newest != nil {
		last = newest.UTC()
	}
	return all, erased, last, nil
}
