package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// webhooksPath is where programs outside are that are told what happens here.
const webhooksPath = "/settings/webhooks"

// webhooks are the pages of programs outside that are told what happens here (GAP-06).
func (s *Site) webhooks() []Route {
	has, may := s.Services.Webhooks != nil, permission.IntegrationsManage
	one := webhooksPath + "/{id}"
	return []Route{
		{"page.webhooks", get, webhooksPath, may, has, s.showWebhooks},
		{"page.webhooks.new", get, webhooksPath + "/new", may, has, s.newWebhook},
		{"page.webhooks.add", post, webhooksPath + "/new", may, has, s.addWebhook},
		{"page.webhook", get, one, may, has, func(r *Request) error { return s.showWebhook(r, nil) }},
		{"page.webhook.edit", get, one + "/edit", may, has, s.editWebhook},
		{"page.webhook.save", post, one + "/edit", may, has, s.saveWebhook},
		{"page.webhook.pause", post, one + "/pause", may, has, s.webhookVerb("Paused. What happens meanwhile is told once it is resumed.", api.Webhooks.Pause)},
		{"page.webhook.resume", post, one + "/resume", may, has, s.webhookVerb("It goes on.", api.Webhooks.Resume)},
		{"page.webhook.replay", post, one + "/replay", may, has, s.replayWebhook},
		{"page.webhook.secret", post, one + "/secret", may, has, s.renewWebhook},
		{"page.webhook.test", post, one + "/test", may, has, s.testWebhook},
		{"page.webhook.remove", post, one + "/remove", may, has, s.removeWebhook},
	}
}

func webhookPath(id uuid.UUID) string { return webhooksPath + "/" + id.String() }

func (s *Site) showWebhooks(r *Request) error {
	found, err := s.Services.Webhooks.List(r.Context(), r.scope())
	if err != nil {
		return err
	}
	return r.page("Webhooks", "settings", func(v *view) page { return webhooksPage(v, found.Data) })
}

// webhookShown is what the page of a subscription shows.
type webhookShown struct {
	*listing
	api.Webhook
	Sent   []api.WebhookDelivery
	Secret string             // made just now
	Tested *api.WebhookTested // sent just now
	From   int64              // of the oldest thing that can be told once more
	Faults faults
}

// showWebhook shows a subscription; add says what was done just now.
func (s *Site) showWebhook(r *Request, add func(*webhookShown)) error {
	id, err := r.pathID("id", "webhook")
	if err != nil {
		return err
	}
	found, err := s.Services.Webhooks.Get(r.Context(), r.scope(), id)
	if err != nil {
		return err
	}
	all, err := s.Services.Webhooks.List(r.Context(), r.scope())
	if err != nil {
		return err
	}
	l := r.listing()
	sent, err := s.Services.Webhooks.Deliveries(r.Context(), r.scope(), id, r.asked(l, nil, ""))
	if err == nil {
		err = follows(l, sent)
	}
	if err != nil {
		return err
	}
	shown, status := webhookShown{listing: l, Webhook: found.Data, Sent: sent.Items, From: all.Data.From}, http.StatusOK
	if add != nil {
		add(&shown)
	}
	if shown.Faults != nil {
		status = http.StatusUnprocessableEntity
	}
	return r.pageWith(status, shown.Name, "settings", func(v *view) page { return webhookPage(v, &shown) })
}

// webhookForm is a subscription as somebody fills it in.
type webhookForm struct {
	ID      uuid.UUID // zero: it is to be made
	Version int64
	Host    string // where it is told to now
	Draft   api.WebhookDraft
	// Customers and Connections are what one can choose from.
	Customers   []api.Ref
	Connections []api.Ref
	People      bool // whoever fills it in may see contacts
	Faults      faults
}

// action is where the form is sent.
func (f *webhookForm) action() string {
	if f.ID == uuid.Nil {
		return webhooksPath + "/new"
	}
	return webhookPath(f.ID) + "/edit"
}

func (s *Site) newWebhook(r *Request) error {
	kinds := slices.DeleteFunc(api.WebhookKinds(), func(k string) bool { return k == "asset.status" }) // which comes and goes all day
	return s.webhookForm(r, http.StatusOK, webhookForm{Draft: api.WebhookDraft{Kinds: kinds, Batch: "each"}})
}

func (s *Site) editWebhook(r *Request) error {
	id, err := r.pathID("id", "webhook")
	if err != nil {
		return err
	}
	found, err := s.Services.Webhooks.Get(r.Context(), r.scope(), id)
	if err != nil {
		return err
	}
	return s.webhookForm(r, http.StatusOK, webhookForm{ID: id, Version: found.Data.Version, Host: found.Data.Host, Draft: found.Data.Draft()})
}

// webhookForm shows the form, with what is wrong. What is chosen is always among the choices:
// a form that lacked it would be saved as "of all".
func (s *Site) webhookForm(r *Request, status int, form webhookForm) error {
	customers, err := s.Services.Customers.List(r.Context(), r.scope(), api.CustomerFilter{}, api.List{Limit: mostChoices, Uncounted: true, Sort: api.Sort{By: "name"}})
	if err != nil {
		return err
	}
	known, err := s.Services.Connections.List(r.Context(), r.scope(), api.List{Limit: mostChoices, Sort: api.Sort{By: "name"}})
	if err != nil {
		return err
	}
	for _, c := range append(s.chosen(r, form.Draft.Customers), customers.Data.Items...) {
		form.Customers = offered(form.Customers, api.Ref{ID: c.ID, Name: c.Name})
	}
	for _, c := range known.Data.Items {
		form.Connections = offered(form.Connections, api.Ref{ID: c.ID, Name: c.Name})
	}
	for _, id := range form.Draft.Connections {
		form.Connections = offered(form.Connections, api.Ref{ID: id, Name: id.String()}) // one that is gone
	}
	form.People = r.may(permission.TicketsView)
	title := "Add a webhook"
	if form.ID != uuid.Nil {
		title = "Change the webhook"
	}
	return r.pageWith(status, title, "settings", func(v *view) page { return webhookFormPage(v, title, &form) })
}

// offered adds a choice that is not there yet.
func offered(all []api.Ref, ref api.Ref) []api.Ref {
	if slices.ContainsFunc(all, func(r api.Ref) bool { return r.ID == ref.ID }) {
		return all
	}
	return append(all, ref)
}

// webhook reads the form.
func (r *Request) webhook() (form webhookForm) {
	form.Draft = api.WebhookDraft{
		Name: r.field("name"), URL: r.field("url"), Kinds: r.Form["kinds"], Customers: r.ids("customers"), Connections: r.ids("connections"),
		Batch: r.field("batch"), Personal: r.field("personal") != "", All: r.field("all") != "",
	}
	form.Host = r.field("host")
	form.Version, _ = strconv.ParseInt(r.field("version"), 10, 64)
	return form
}

// again shows the form with what is wrong; false: the error is another one.
func (s *Site) webhookAgain(r *Request, form webhookForm, err error) (bool, error) {
	if form.Faults = faultsOf(err); form.Faults == nil {
		return false, err
	}
	for name, said := range form.Faults {
		if of, _, listed := strings.Cut(name, "/"); listed {
			form.Faults[of] = "One that you chose " + said + "."
		}
	}
	return true, s.webhookForm(r, http.StatusUnprocessableEntity, form)
}

func (s *Site) addWebhook(r *Request) error {
	form := r.webhook()
	if err := api.MayTellPeople(r.Who, form.Draft); err != nil {
		return err
	}
	done, err := s.Services.Webhooks.Create(r.Context(), r.command(), form.Draft)
	if err == nil {
		err = s.await(r, done.Written)
	}
	if again, err := s.webhookAgain(r, form, err); again || err != nil {
		return err
	}
	r.Vars = map[string]string{"id": done.ID.String()}
	return s.showWebhook(r, func(w *webhookShown) { w.Secret = done.Secret })
}

func (s *Site) saveWebhook(r *Request) error {
	id, err := r.pathID("id", "webhook")
	if err != nil {
		return err
	}
	form, command := r.webhook(), r.command()
	if err := api.MayTellPeople(r.Who, form.Draft); err != nil {
		return err
	}
	form.ID, command.Expected = id, &form.Version
	done, err := s.Services.Webhooks.Change(r.Context(), command, id, form.Draft)
	if err == nil {
		err = s.await(r, done)
	}
	if again, err := s.webhookAgain(r, form, err); again || err != nil {
		return err
	}
	return r.done(webhookPath(id), "Saved.")
}

// webhookVerb carries a command out that takes nothing besides.
func (s *Site) webhookVerb(said string, do func(api.Webhooks, context.Context, api.Command, uuid.UUID) (api.Written, error)) func(*Request) error {
	return func(r *Request) error {
		id, err := r.pathID("id", "webhook")
		if err != nil {
			return err
		}
		done, err := do(s.Services.Webhooks, r.Context(), r.command(), id)
		if err == nil {
			err = s.await(r, done)
		}
		if err != nil {
			return err
		}
		return r.done(webhookPath(id), said)
	}
}

func (s *Site) removeWebhook(r *Request) error {
	id, err := r.pathID("id", "webhook")
	if err != nil {
		return err
	}
	done, err := s.Services.Webhooks.Remove(r.Context(), r.command(), id)
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.done(webhooksPath, "The webhook was removed.")
}

func (s *Site) replayWebhook(r *Request) error {
	from, err := strconv.ParseInt(r.field("from"), 10, 64)
	if err != nil || from < 0 {
		return s.showWebhook(r, func(w *webhookShown) {
			w.Faults = faults{"from": "Give a position of the log, such as 1; 0 is everything."}
		})
	}
	return s.webhookVerb("It is told once more, from position "+r.field("from")+" on.", func(has api.Webhooks, ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
		return has.Replay(ctx, c, id, from)
	})(r)
}

func (s *Site) renewWebhook(r *Request) error {
	id, err := r.pathID("id", "webhook")
	if err != nil {
		return err
	}
	done, err := s.Services.Webhooks.Renew(r.Context(), r.command(), id)
	if err == nil {
		err = s.await(r, done.Written)
	}
	if err != nil {
		return err
	}
	return s.showWebhook(r, func(w *webhookShown) { w.Secret = done.Secret })
}

func (s *Site) testWebhook(r *Request) error {
	id, err := r.pathID("id", "webhook")
	if err != nil {
		return err
	}
	tested, err := s.Services.Webhooks.Test(r.Context(), r.command(), id)
	if err != nil {
		return err
	}
	return s.showWebhook(r, func(w *webhookShown) { w.Tested = &tested })
}

// webhookTone is how a subscription stands.
func webhookTone(w *api.Webhook) tone {
	switch {
	case w.State == "paused" && w.Why == "person":
		return tone{"Paused", "circle-dashed", "secondary"}
	case w.State == "paused":
		return tone{"Paused by itself", "circle-x", "red"}
	case w.State == "failing":
		return tone{"Failing", "alert-triangle", "orange"}
	case w.Replaying:
		return tone{"Told once more", "clock", "blue"}
	}
	return tone{"Active", "circle-check", "green"}
}

// webhookWhy says why a subscription is paused, and what to do.
func webhookWhy(w *api.Webhook) string {
	switch w.Why {
	case "gone":
		return "The receiver answered 410: it wants nothing any more. Resume it if it does again, or remove it."
	case "failing":
		return "The receiver took nothing for three days. See below what it answered; mend that, and resume it: nothing is lost."
	}
	return "Nothing is told until you resume it; then all that happened meanwhile is."
}

// deliveryTone is what became of a delivery.
func deliveryTone(d *api.WebhookDelivery) tone {
	switch d.State {
	case "taken":
		return tone{"Taken", "circle-check", "green"}
	case "failing":
		return tone{"Not taken", "alert-triangle", "orange"}
	}
	return tone{"Waiting", "clock", "secondary"}
}

// answerWords say what a receiver answered.
func answerWords(status int, message string) string {
	switch {
	case message != "":
		return message
	case status != 0:
		return strconv.Itoa(status)
	}
	return ""
}

// oldestWords say from where on something can be told once more.
func oldestWords(from int64) string {
	if from == 0 {
		return "Nothing was told yet."
	}
	return "The oldest stands at " + grouped(from) + "; 0 is everything. The list below has positions, and so has Audit."
}

// kindWords say what a kind is.
var kindWords = map[string]string{
	"asset.created": "An asset is new", "asset.updated": "Fields of an asset changed", "asset.status": "An asset has another status (on line and off line, too)",
	"asset.mapped": "An asset has another customer", "asset.assigned": "An asset has another contact", "asset.missing": "NinjaOne no longer lists a device",
	"asset.returned": "A device is listed again", "asset.removed": "An asset was removed, ignored or merged", "replacement.due": "A device is due to be replaced",
	"run.finished": "A sync finished", "run.failed": "A sync failed", "run.held": "A sync waits for a person",
}
