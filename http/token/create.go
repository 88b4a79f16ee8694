package token

import (
	"context"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Create implements api.Tokens. Whether the actor may give such rights is decided
// by who calls it; here only the token must make sense.
func (s *Store) Create(ctx context.Context, tenant uuid.UUID, actor string, d api.TokenDraft) (api.NewToken, error) {
	if err := sensible(d); err != nil {
		return api.NewToken{}, err
	}
	made := row{
		Tenant: tenant, ID: uuid.New(), Name: d.Name, Role: d.Role, CreatedBy: actor,
		CreatedAt: s.now().Truncate(time.Microsecond), ExpiresAt: d.ExpiresAt, // as PostgreSQL keeps it
	}
	if d.Permissions != nil {
		made.Permissions = make([]string, len(d.Permissions))
		for i, p := range d.Permissions {
			made.Permissions[i] = string(p)
		}
	}
	text, hash := generate(made.ID)
	err := s.within(ctx, tenant, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `insert into web.tokens
			(tenant_id, id, name, secret_hash, role, permissions, created_by, created_at, expires_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			made.Tenant, made.ID, made.Name, hash, made.Role, made.Permissions, made.CreatedBy, made.CreatedAt, made.ExpiresAt)
		return err
	})
	if err != nil {
		return api.NewToken{}, fmt.Errorf("create token %s: %w", made.ID, err)
	}
	noted := &event.TokenCreated{Token: made.ID, Name: made.Name, Role: string(made.Role), Permissions: made.Permissions, ExpiresAt: made.ExpiresAt}
	if err := s.journal.Note(ctx, tenant, actor, event.TokenStream(made.ID), noted); err != nil {
		return api.NewToken{}, fmt.Errorf("tell in the log of token %s: %w", made.ID, err)
	}
	return api.NewToken{Token: made.token(s.now()), Secret: text}, nil
}

// sensible lists every fault of a draft.
func sensible(d api.TokenDraft) error {
	var faults []domain.Fault
	if d.Name == "" || len([]rune(d.Name)) > 100 {
		faults = append(faults, domain.Fault{Pointer: "/name", Code: "length", Message: "Give a name of 1 to 100 characters."})
	}
	if _, err := permission.ParseRole(string(d.Role)); err != nil {
		faults = append(faults, domain.Fault{Pointer: "/role", Code: "enum", Message: "This is no role."})
	}
	for i, p := range d.Permissions {
		if !d.Role.Permissions().Has(p) {
			faults = append(faults, domain.Fault{
				Pointer: fmt.Sprintf("/permissions/%d", i), Code: "exceeds_role",
				Message: "The role doesn't have this permission. Choose another role, or leave the permission out.",
			})
		}
	}
	return domain.Invalid(faults)
}
