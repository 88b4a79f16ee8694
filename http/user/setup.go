package user

import (
	"context"
	"strings"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// SetUp implements api.Sessions: the first person becomes the owner.
func (s *Store) SetUp(ctx context.Context, link api.Secret, f api.SetupForm) (api.NewSession, error) {
	f.Name, f.Email, f.Workspace = strings.TrimSpace(f.Name), strings.TrimSpace(f.Email), strings.TrimSpace(f.Workspace)
	opened, err := s.OpenLink(ctx, link)
	if err != nil {
		return api.NewSession{}, err
	}
	faults := append(emailFaults(f.Email), nameFaults(f.Name)...)
	faults = append(append(faults, passwordFaults(f.Password, f.Email)...), zoneFaults(f.Timezone, false)...)
	if f.Workspace == "" || len([]rune(f.Workspace)) > 100 {
		faults = append(faults, domain.Fault{Pointer: "/workspace", Code: "length", Message: "Give a name of 1 to 100 characters, such as your company's."})
	}
	if err := domain.Invalid(faults); err != nil {
		return api.NewSession{}, err
	}
	kept, err := hash(ctx, f.Password)
	if err != nil {
		return api.NewSession{}, err
	}
	var session api.NewSession
	err = s.withLink(ctx, link, func(tx pgx.Tx, l api.Link) (err error) {
		if l.User != nil {
			return errLinkOver
		}
		if err := nobodyYet(ctx, tx, l.Tenant); err != nil {
			return err
		}
		u := row{Tenant: l.Tenant, ID: uuid.New(), Email: f.Email, Name: f.Name, Role: permission.Owner,
			Password: &kept, Theme: "auto", Language: api.DateLanguages()[0], CreatedBy: "setup", CreatedAt: s.now()}
		if err := insert(ctx, tx, &u); err != nil {
			return err
		}
		if err := s.use(ctx, tx, l.Tenant, link); err != nil {
			return err
		}
		session, err = s.begin(ctx, tx, u)
		return err
	})
	if err != nil {
		return api.NewSession{}, err
	}
	who := session.Identity
	if err := s.noteOwn(ctx, who, &event.UserAdded{User: who.User, Role: string(who.Role)}); err != nil {
		return api.NewSession{}, err
	}
	if session, err = s.came(ctx, session, event.BySetup); err != nil {
		return api.NewSession{}, err
	}
	_, err = s.settings.Update(ctx, opened.Tenant, session.Identity.Actor, nil, api.WorkspacePatch{Name: &f.Workspace, Timezone: &f.Timezone})
	return session, err
}

// Accept implements api.Sessions: somebody who was invited, or forgot, chooses a password.
func (s *Store) Accept(ctx context.Context, link api.Secret, name string, password api.Secret) (api.NewSession, error) {
	name = strings.TrimSpace(name)
	opened, err := s.OpenLink(ctx, link)
	if err != nil {
		return api.NewSession{}, err
	}
	if opened.User == nil {
		return api.NewSession{}, errLinkOver
	}
	if err := domain.Invalid(append(nameFaults(name), passwordFaults(password, opened.User.Email)...)); err != nil {
		return api.NewSession{}, err
	}
	kept, err := hash(ctx, password)
	if err != nil {
		return api.NewSession{}, err
	}
	var session api.NewSession
	err = s.withLink(ctx, link, func(tx pgx.Tx, l api.Link) error {
		if err := setPassword(ctx, tx, l.Tenant, l.User.ID, kept, uuid.Nil); err != nil {
			return err
		}
		if name != "" {
			if _, err := tx.Exec(ctx, `update web.users set name = $3 where tenant_id = $1 and id = $2`, l.Tenant, l.User.ID, name); err != nil {
				return err
			}
		}
		u, err := load(ctx, tx, l.Tenant, l.User.ID)
		if err != nil {
			return err
		}
		session, err = s.begin(ctx, tx, u)
		return err
	})
	if err != nil {
		return api.NewSession{}, err
	}
	who := session.Identity
	if opened.User.State == "invited" {
		err = s.noteOwn(ctx, who, &event.InvitationAccepted{User: who.User})
	}
	if err == nil {
		err = s.noteOwn(ctx, who, &event.PasswordSet{User: who.User, By: event.ByLink})
	}
	if err != nil {
		return api.NewSession{}, err
	}
	return s.came(ctx, session, event.ByLink)
}
