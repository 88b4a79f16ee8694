package app

import (
	"context"
	"fmt"
	"slices"

	"coresync/adapters/mail"
	"coresync/domain"
	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/projections/effect"
)

// mailOwner tells somebody that a connector is theirs and needs their help (C1C-10). Who
// is no longer its owner gets no letter.
func (a *App) mailOwner(ctx context.Context, e effect.Effect) error {
	var connector rule.Connector
	err := a.Store.Read(ctx, e.Tenant, eventstore.Query{Streams: []string{event.ConnectorStream(e.About)}}, func(r event.Recorded) error {
		payload, err := a.Store.Registry().Decode(r)
		connector = rule.EvolveConnector(connector, payload)
		return err
	})
	if err != nil {
		return err
	}
	if !slices.Contains(connector.Owners, e.Target) {
		return effect.ErrMoot
	}
	to, err := a.Services().Users.Get(ctx, e.Tenant, e.Target)
	if domain.ErrorCode(err) == domain.CodeNotFound {
		return effect.ErrMoot
	}
	if err != nil {
		return err
	}
	var app rule.App
	err = a.Store.Read(ctx, e.Tenant, eventstore.Query{Streams: []string{event.AppStream(connector.App)}}, func(r event.Recorded) error {
		payload, err := a.Store.Registry().Decode(r)
		app = rule.EvolveApp(app, payload)
		return err
	})
	if err != nil {
		return err
	}
	return permanent(a.mail.Send(ctx, mail.Letter{
		ID: e.ID.String(), To: to.Email, Subject: "Your help is needed: the NinjaOne connector of " + app.Name,
		Text: fmt.Sprintf("You are an owner of the NinjaOne connector of %s, and your help is needed.\n"+
			"Look whether its configuration is entered, and that it reads accounts and roles:\n\n%s/admin/connectors/%s\n\n"+
			"What is needed in NinjaOne stands there, step by step. It must be done by a System Administrator of NinjaOne.\n",
			app.Name, a.publicURL(), e.About),
	}))
}
