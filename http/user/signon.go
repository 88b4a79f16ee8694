package user

import (
	"context"
	"fmt"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/jackc/pgx/v5"
)

// SignInBy lets somebody in for whose e-mail address an identity provider vouches.
// CodeForbidden, reason sign_on_unknown, where nobody was added with it: nobody becomes
// a user by signing in.
func (s *Store) SignInBy(ctx context.Context, email string) (api.NewSession, error) {
	rows, err := s.pool.Query(ctx, `select `+columns+` from web.user_of_email($1)`, emailKey(email))
	found, err := one(rows, err)
	if domain.ErrorCode(err) == domain.CodeNotFound {
		s.refused(ctx, email, event.ByProvider)
		return api.NewSession{}, &domain.Error{Code: domain.CodeForbidden, Reason: "sign_on_unknown",
			Message: "Nobody with your e-mail address was added here. Ask an owner to add you: Settings, then Users."}
	}
	if err != nil {
		return api.NewSession{}, fmt.Errorf("look up who signs in: %w", err)
	}
	var session api.NewSession
	err = s.within(ctx, found.Tenant, func(tx pgx.Tx) (err error) {
		session, err = s.begin(ctx, tx, found)
		return err
	})
	if err != nil {
		return api.NewSession{}, err
	}
	return s.came(ctx, session, event.ByProvider)
}
