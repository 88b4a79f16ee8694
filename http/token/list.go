package token

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Get implements api.Tokens.
func (s *Store) Get(ctx context.Context, tenant, id uuid.UUID) (api.Token, error) {
	var found row
	err := s.within(ctx, tenant, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `select `+columns+` from web.tokens where tenant_id = $1 and id = $2`, tenant, id)
		if err != nil {
			return err
		}
		found, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[row])
		return err
	})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return api.Token{}, domain.NotFound("token")
	case err != nil:
		return api.Token{}, fmt.Errorf("show token %s: %w", id, err)
	}
	return found.token(s.now()), nil
}

// listSQL gives one more row than asked for, to know whether more follow.
// $1 tenant, $2 state or "", $3 now, $4 last key, $5 last id, $6 limit.
func listSQL(by string, descending bool) string {
	key, compare, direction := "created_at", ">", "asc"
	cast := "timestamptz"
	if by == "name" {
		key, cast = `(name collate "C")`, "text"
	}
	if descending {
		compare, direction = "<", "desc"
	}
	return `select ` + columns + ` from web.tokens
		where tenant_id = $1
		  and ($2 = '' or $2 = case
		        when revoked_at is not null then 'revoked'
		        when expires_at <= $3 then 'expired'
		        else 'active' end)
		  and ($4::text is null or (` + key + `, id) ` + compare + ` ($4::` + cast + `, $5::uuid))
		order by ` + key + ` ` + direction + `, id ` + direction + `
		limit $6`
}

// List implements api.Tokens; it sorts by created_at or name.
func (s *Store) List(ctx context.Context, tenant uuid.UUID, f api.TokenFilter, l api.List) (api.Page[api.Token], error) {
	key, id, err := after(l)
	if err != nil {
		return api.Page[api.Token]{}, err
	}
	var found []row
	err = s.within(ctx, tenant, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, listSQL(l.Sort.By, l.Sort.Descending), tenant, f.State, s.now(), key, id, l.Limit+1)
		if err != nil {
			return err
		}
		found, err = pgx.CollectRows(rows, pgx.RowToStructByPos[row])
		return err
	})
	if err != nil {
		return api.Page[api.Token]{}, fmt.Errorf("list tokens: %w", err)
	}
	return s.page(found, l), nil
}

func (s *Store) page(found []row, l api.List) api.Page[api.Token] {
	more := len(found) > l.Limit
	if more {
		found = found[:l.Limit]
	}
	page := api.Page[api.Token]{Items: make([]api.Token, len(found))}
	for i := range found {
		page.Items[i] = found[i].token(s.now())
	}
	if more {
		last := found[len(found)-1]
		page.Next = []string{last.CreatedAt.Format(time.RFC3339Nano), last.ID.String()}
		if l.Sort.By == "name" {
			page.Next[0] = last.Name
		}
	}
	return page
}

// after checks the keys of a cursor: they come from outside.
func after(l api.List) (key, id *string, err error) {
	if l.After == nil {
		return nil, nil, nil
	}
	wrong := &domain.Error{Code: domain.CodeInvalid, Reason: "cursor_malformed",
		Message: "Take next_cursor as it was given, or begin again without one."}
	if len(l.After) != 2 {
		return nil, nil, wrong
	}
	if _, err := uuid.Parse(l.After[1]); err != nil {
		return nil, nil, wrong
	}
	if l.Sort.By != "name" {
		if _, err := time.Parse(time.RFC3339Nano, l.After[0]); err != nil {
			return nil, nil, wrong
		}
	}
	return &l.After[0], &l.After[1], nil
}
