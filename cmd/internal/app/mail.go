package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/adapters/mail"
	"coresync/cmd/internal/service"
	"coresync/domain"
	"coresync/http/api"
	"coresync/http/dates"
	"coresync/http/user"
	"coresync/projections/effect"
	"coresync/projections/notification"

	"github.com/google/uuid"
)

// courierTick is how often a process looks for what is to be sent.
const courierTick = 5 * time.Second

// openMail makes the sender of letters, where there is a mail server.
func (a *App) openMail() (err error) {
	if a.Settings.SMTPURL != nil {
		a.mail, err = mail.New(mail.Config{URL: a.Settings.SMTPURL, From: a.Settings.MailFrom})
	}
	return err
}

// courier sends what the ledger of effects holds.
func (a *App) courier() *effect.Courier {
	senders := map[string]effect.Sender{}
	if a.mail != nil {
		senders[notification.MailKind] = effect.SendFunc(a.mailItem)
		senders[service.OwnerMailKind] = effect.SendFunc(a.mailOwner)
		senders[service.ReportMailKind] = effect.SendFunc(a.mailReport)
	}
	return effect.NewCourier(effect.Config{Pool: a.db.engine, Senders: senders, Log: a.Log})
}

// Deliver sends what the ledger of effects holds now, and tells how much was taken.
func (a *App) Deliver(ctx context.Context) (int, error) { return a.courier().Deliver(ctx) }

// mailItem sends an item of an inbox as a letter. One that was done meanwhile, or whose
// person is gone, is sent to nobody.
func (a *App) mailItem(ctx context.Context, e effect.Effect) error {
	item, err := a.Inboxes.Item(ctx, e.Tenant, e.About)
	if domain.ErrorCode(err) == domain.CodeNotFound || err == nil && !item.DoneAt.IsZero() {
		return effect.ErrMoot
	}
	if err != nil {
		return err
	}
	to, err := a.Services().Users.Get(ctx, e.Tenant, e.Target)
	if domain.ErrorCode(err) == domain.CodeNotFound {
		return effect.ErrMoot
	}
	if err != nil {
		return err
	}
	return permanent(a.mail.Send(ctx, mail.Letter{
		ID: e.ID.String(), To: to.Email, Subject: item.Title(),
		Text: fmt.Sprintf("%s.\n%s\n\n%s%s\n\nYou get this as an owner or admin, at most once a day of each kind. What you are told of: %[3]s/inbox\n",
			item.Title(), item.Text(), a.publicURL(), item.Path()),
	}))
}

// permanent keeps apart what the mail server refused for good.
func permanent(err error) error {
	var refused *mail.PermanentError
	if errors.As(err, &refused) {
		return &effect.PermanentError{Cause: err}
	}
	return err
}

// MailServer says where letters go out; empty: nowhere.
func (a *App) MailServer() string {
	if a.mail == nil {
		return ""
	}
	return a.mail.Describe()
}

// letters are how links are sent; without a mail server they can't be.
func (a *App) letters() user.Letters {
	if a.mail == nil {
		return user.Letters{}
	}
	return user.Letters{Reset: a.mailReset, Invite: a.mailInvitation}
}

// mailReset sends the link to choose a new password that somebody asked for.
func (a *App) mailReset(ctx context.Context, tenant uuid.UUID, to api.User, link api.NewLink) error {
	until, err := a.until(ctx, tenant, to, link)
	if err != nil {
		return err
	}
	return a.mail.Send(ctx, mail.Letter{
		ID: "reset-" + fmt.Sprint(link.ExpiresAt.UnixMicro()), To: to.Email, Subject: "Choose a new password",
		Text: fmt.Sprintf("Somebody, probably you, asked for a new password.\nChoose it here, once, until %s:\n\n%s\n\nIf it was not you, do nothing: your password stays as it is.\n",
			until, a.LinkAddress(link)),
	})
}

// mailInvitation sends the link by which somebody who was added, or whom an owner helps,
// chooses a password.
func (a *App) mailInvitation(ctx context.Context, tenant uuid.UUID, to api.User, link api.NewLink) error {
	until, err := a.until(ctx, tenant, to, link)
	if err != nil {
		return err
	}
	subject, what := "You were added to Coresync", "You were added to Coresync"
	if to.State == "active" {
		subject, what = "Choose a new password", "Who looks after Coresync sends you this to choose a new password"
	}
	by := ""
	if a.signOn != nil {
		by = "\n\nOr sign in with " + a.signOn.Name + ": " + a.publicURL() + "/sign-in"
	}
	return a.mail.Send(ctx, mail.Letter{
		ID: "invite-" + fmt.Sprint(link.ExpiresAt.UnixMicro()), To: to.Email, Subject: subject,
		Text: fmt.Sprintf("%s.\nChoose a password here, once, until %s:\n\n%s%s\n\nIf you don't know what this is about, do nothing.\n", what, until, a.LinkAddress(link), by),
	})
}

// until is when a link ends, as whom it is for reads it: by the profile, else where the workspace is.
func (a *App) until(ctx context.Context, tenant uuid.UUID, to api.User, link api.NewLink) (string, error) {
	workspace, err := a.Services().Settings.Get(ctx, tenant)
	if err != nil {
		return "", err
	}
	return dates.For(to.Language, to.Timezone, workspace.Timezone).Moment(link.ExpiresAt), nil
}
