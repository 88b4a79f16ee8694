package web

import (
	"net/http"
	"strings"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// accessRequests are the pages by which access is changed (C1P-03 to C1P-05).
func (s *Site) accessRequests() []Route {
	has := s.Services.AccessRequests != nil && s.Services.Access != nil
	return []Route{
		{"page.access_requests", get, "/access/requests", permission.AccessView, has, s.showAccessRequests},
		{"page.access_requests.ask", post, "/access/requests", permission.AccessManage, has, s.askAccess},
		{"page.access_requests.export", get, "/access/requests/export", permission.AccessView, has && s.Services.Exports != nil, s.exportTable(api.TableRequests)},
		{"page.access_request", get, "/access/requests/{id}", permission.AccessView, has, s.showAccessRequest},
		{"page.access_request.decide", post, "/access/requests/{id}/{decision}", permission.AccessManage, has, s.decideAccess},
	}
}

func (s *Site) showAccessRequests(r *Request) error {
	l := r.listing("status", "account")
	f := api.AccessRequestFilter{Account: l.id("account")}
	switch status := l.query.Get("status"); status {
	case "":
	case api.RequestsOpen:
		f.Statuses = api.OpenRequests()
	default:
		f.Statuses = []string{status}
	}
	found, err := s.Services.AccessRequests.List(r.Context(), r.then(), f, r.asked(l, []string{"asked_at", "status"}, "-asked_at"))
	if err == nil {
		err = follows(l, found.Data)
	}
	if err != nil {
		return err
	}
	return r.page("Access requests", "access", func(v *view) page { return accessRequestsPage(v, l, found.Data.Items) })
}

func (s *Site) showAccessRequest(r *Request) error {
	id, err := r.pathID("id", "request")
	if err != nil {
		return err
	}
	found, err := s.Services.AccessRequests.Get(r.Context(), r.then(), id)
	if err != nil {
		return err
	}
	return r.page("Access request", "access", func(v *view) page { return accessRequestPage(v, found.Data) })
}

// askAccess shows a request as it would be made, and makes it once the person has seen
// that; what takes back a change made by hand is made at once.
func (s *Site) askAccess(r *Request) error {
	draft, f, err := s.accessDraft(r)
	if err != nil {
		return err
	}
	sure := r.field("sure") == "true"
	draft.DryRun = !sure
	if draft.Action == "create" && r.field("edit") == "true" {
		return s.accountForm(r, http.StatusOK, draft, nil)
	}
	if draft.Action == "delete" && !sure {
		return s.previewAccess(r, http.StatusOK, draft, f)
	}
	var asked api.AccessAsked
	if f == nil {
		asked, err = s.Services.AccessRequests.Ask(r.Context(), r.command(), draft)
		f = faultsOf(err)
	}
	switch {
	case f != nil && draft.Action == "create" && draft.Recreates == nil:
		return s.accountForm(r, http.StatusUnprocessableEntity, draft, f)
	case f != nil:
		return s.previewAccess(r, http.StatusUnprocessableEntity, draft, f)
	case err != nil:
		return err
	case !sure:
		return s.preview(r, http.StatusOK, accessPreview{Draft: draft, Request: &asked.Request})
	}
	word := "The request goes to NinjaOne now."
	if asked.Request.NeedsApproval {
		word = "The request waits until somebody else approves it."
	}
	return s.accessDone(r, asked.Written, nil, accessRequestPath(asked.Request.ID), word)
}

// accessPreview is a request before it is made.
type accessPreview struct {
	Draft   api.AccessDraft
	Request *api.AccessRequest // as it would be made; nil: it can't be made like this
	Account *api.AccessAccount
	Faults  faults
}

// previewAccess shows a draft that is not complete, with the account that it is about.
func (s *Site) previewAccess(r *Request, status int, d api.AccessDraft, f faults) error {
	out := accessPreview{Draft: d, Faults: f}
	if d.Account != nil {
		found, err := s.Services.Access.Account(r.Context(), r.scope(), *d.Account)
		if err != nil {
			return err
		}
		out.Account = &found.Data
	}
	return s.preview(r, status, out)
}

func (s *Site) preview(r *Request, status int, p accessPreview) error {
	return r.pageWith(status, "Access request", "access", func(v *view) page { return accessPreviewPage(v, &p) })
}

// accessDraft reads the form of a request.
func (s *Site) accessDraft(r *Request) (api.AccessDraft, faults, error) {
	d := api.AccessDraft{
		Action: r.field("action"), Confirm: r.field("confirm"), Reason: r.field("reason"), Revert: r.field("revert") == "true",
	}
	for _, id := range []struct {
		name string
		into **uuid.UUID
	}{{"account", &d.Account}, {"role", &d.Role}} {
		if parsed, err := uuid.Parse(r.field(id.name)); err == nil {
			*id.into = &parsed
		}
	}
	if d.Action == "create" {
		r.creation(&d)
	}
	if email := r.field("account_email"); email != "" && d.Account == nil {
		account, wrong, err := s.addressed(r, email)
		if err != nil || wrong != nil {
			return d, wrong, err
		}
		d.Account = account
	}
	text := r.field("expires_at")
	if text == "" {
		return d, nil, nil
	}
	v, err := r.view("", "")
	if err != nil {
		return d, nil, err
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04"} {
		if at, err := time.ParseInLocation(layout, text, v.Zone); err == nil {
			d.ExpiresAt = &at
			return d, nil, nil
		}
	}
	return d, faults{"expires_at": "Give a time such as 2026-03-31T12:00."}, nil
}

func (s *Site) decideAccess(r *Request) error {
	id, err := r.pathID("id", "request")
	if err != nil {
		return err
	}
	var done api.Written
	var word string
	switch r.Vars["decision"] {
	case "approve":
		word = "Approved: the request goes to NinjaOne now."
		done, err = s.Services.AccessRequests.Approve(r.Context(), r.expecting(), id)
	case "reject":
		word = "Rejected."
		done, err = s.Services.AccessRequests.Reject(r.Context(), r.expecting(), id, r.field("reason"))
	case "cancel":
		word = "Cancelled."
		done, err = s.Services.AccessRequests.Cancel(r.Context(), r.expecting(), id)
	default:
		return domain.NotFound("decision")
	}
	return s.accessDone(r, done, err, accessRequestPath(id), word)
}

func accessRequestPath(id uuid.UUID) string { return "/access/requests/" + id.String() }

// accessRequestTone shows how far a request is.
func accessRequestTone(status string) tone {
	switch status {
	case "pending":
		return tone{"Waits for approval", "clock", "orange"}
	case "approved":
		return tone{"Approved", "check", "blue"}
	case "running":
		return tone{"Running", "refresh", "blue"}
	case "revoking":
		return tone{"Being taken back", "refresh", "blue"}
	case "done":
		return tone{"Done", "circle-check", "green"}
	case "revoked":
		return tone{"Taken back", "history", "secondary"}
	case "failed":
		return tone{"Failed", "circle-x", "red"}
	case "rejected":
		return tone{"Rejected", "ban", "secondary"}
	case "cancelled":
		return tone{"Cancelled", "x", "secondary"}
	}
	return tone{statusWord(status), "question-mark", "secondary"}
}

// accessAction is what a request does, as people read it.
func accessAction(q api.AccessRequest) string {
	role := "a role"
	if q.Role != nil {
		role = q.Role.Name
	}
	switch q.Action {
	case "create":
		return "Create the account"
	case "delete":
		return "Delete the account"
	case "add_member":
		return "Give the role " + role
	case "remove_member":
		return "Take the role " + role
	}
	return statusWord(q.Action)
}

func originWord(origin string) string {
	switch origin {
	case "revert":
		return "Takes back a change made in NinjaOne by hand"
	case "recreate":
		return "Makes a deleted account again"
	case "review":
		return "Revoked by an access review"
	case "scim":
		return "Asked by SCIM"
	case "person":
		return "Asked by a person"
	}
	return statusWord(origin)
}

func namesOr(names []string, none string) string {
	if len(names) == 0 {
		return none
	}
	return strings.Join(names, ", ")
}

func requestName(q api.AccessRequest) string {
	if q.Name() != "" {
		return q.Name()
	}
	return named(q.Email)
}

// revertWord says what reverting a grant does.
func revertWord(g api.AccessGrant) string {
	if g.Until == nil {
		return "Revert: take the role " + g.Role.Name + " from " + grantName(g)
	}
	return "Revert: give the role " + g.Role.Name + " to " + grantName(g) + " again"
}
