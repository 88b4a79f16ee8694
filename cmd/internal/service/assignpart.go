package service

import (
	"context"
	"errors"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"

	"github.com/google/uuid"
)

// seenNow as a row's expected version is that of the suggestion that it is held against.
const seenNow = -1

// ofOneAppend are the first rows that one append carries out: each has two events at
// most, and is about an asset of its own.
func ofOneAppend(rows []api.AssociationDecision) []api.AssociationDecision {
	met := make(map[uuid.UUID]bool)
	for i, row := range rows {
		if met[row.Asset] || i == eventstore.MaxChunk/2 {
			return rows[:i]
		}
		met[row.Asset] = true
	}
	return rows
}

// decidePart carries rows out in one append. An error is the store's; what is wrong with
// a row is part of its result.
func (s associations) decidePart(ctx context.Context, c api.Command, id uuid.UUID, b batch, rows []api.AssociationDecision) ([]api.AssociationResult, eventstore.Appended, error) {
	wrote, err := s.wrote(ctx, c.Tenant, id)
	if err != nil {
		return nil, eventstore.Appended{}, err
	}
	results := make([]api.AssociationResult, len(rows))
	batch := decide.Batch[any]{Tenant: c.Tenant, Actor: c.Actor, ID: id, Correlation: c.Correlation}
	var at []int
	for i, row := range rows {
		now, there := b.suggestions[row.Asset]
		stream := event.AssignmentStream(now.Asset) // of the record that shows it
		results[i] = api.AssociationResult{Asset: api.Ref{ID: row.Asset, Name: now.Name}, Notes: []string{}, Version: now.Version}
		if version, is := wrote[stream]; is {
			results[i] = b.saved(results[i], row, now, version)
			continue
		}
		planned := decide.Row[any]{Stream: stream, Version: row.ExpectedVersion}
		if row.ExpectedVersion == seenNow {
			planned.Version = now.Version
		}
		refusal := domain.NotFound("asset")
		if there {
			planned.Command, planned.Also, refusal = b.command(row, now)
		}
		if refusal != nil {
			results[i] = refused(results[i], refusal)
			continue
		}
		batch.Rows, at = append(batch.Rows, planned), append(at, i)
	}
	outcomes, done, err := decide.Together(ctx, s.log, assignmentDecider, batch)
	if err != nil {
		return nil, done, err
	}
	for n, outcome := range outcomes {
		i := at[n]
		if results[i], err = b.told(results[i], rows[i], outcome); err != nil {
			return nil, done, err
		}
	}
	return results, done, nil
}

// wrote are the streams that an append of before wrote to, with their versions after it.
func (s associations) wrote(ctx context.Context, tenant, id uuid.UUID) (map[string]int64, error) {
	if id == uuid.Nil {
		return nil, nil
	}
	done, found, err := s.log.Lookup(ctx, tenant, id)
	if err != nil || !found {
		return nil, err
	}
	versions := make(map[string]int64)
	err = s.log.Read(ctx, tenant, eventstore.Query{After: done.First - 1, To: done.Last}, func(e event.Recorded) error {
		versions[e.Stream] = e.Version
		return nil
	})
	return versions, err
}

// told says what became of a row.
func (b batch) told(result api.AssociationResult, row api.AssociationDecision, outcome decide.Outcome) (api.AssociationResult, error) {
	var conflict *eventstore.VersionConflictError
	var refusal *domain.Error
	switch {
	case errors.As(outcome.Err, &conflict):
		result.Outcome, result.Code, result.Version = "conflict", "version_conflict", conflict.Got
		result.Message = "Somebody else decided about it in between. Look at it again and decide again."
	case errors.Is(outcome.Err, decide.ErrLeft):
		result.Outcome, result.Code, result.Version = "refused", "left_before", outcome.Version
		result.Message = "This request was carried out before and left this asset as it was. Decide again."
	case errors.As(outcome.Err, &refusal):
		result = refused(result, refusal)
	case outcome.Err != nil:
		return result, outcome.Err
	case !outcome.Changed:
		result.Outcome = "unchanged"
	default:
		result = b.saved(result, row, b.suggestions[row.Asset], outcome.Version)
	}
	return result, nil
}
