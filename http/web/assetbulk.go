package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// mostLeft is how many rows a page names of what was, or was not, changed in one go.
const mostLeft = 500

// bulkAssets changes the ticked assets, or all that the list showed (AST-02). One that
// can't be changed leaves the others alone.
func (s *Site) bulkAssets(r *Request) error {
	l := r.assetListing()
	l.path = "/assets"
	change, err := r.assetChange(l)
	if err != nil {
		return err
	}
	if len(change.Assets) == 0 && change.Matching == nil {
		return r.done(l.address(l.query), "No asset was selected.")
	}
	if change.Action == api.ChangeAssign && change.Contact == nil && !r.PostForm.Has("for") {
		return s.askWhoGets(r, l, change)
	}
	if change.Action == api.ChangeAssign && change.Contact == nil && len(change.Contacts) == 0 {
		return r.done(l.address(l.query), "No contact was chosen: nothing was assigned.")
	}
	c := r.command()
	c.AppendID = r.sentOnce("action", "contact", "for", "pick", "everything")
	done, err := s.Services.Changes.Change(r.Context(), c, change)
	if err == nil {
		err = s.awaitPosition(r, done.Position)
	}
	if err != nil {
		return err
	}
	out := bulkResult{AssetsChanged: done, listing: l, request: r, action: r.PostForm["action"], contact: r.field("contact"), contacts: r.PostForm["for"]}
	switch {
	case len(out.left()) > 0:
		return r.pageWith(http.StatusOK, "Not all were changed", "assets", func(v *view) page { return bulkLeft(v, &out) })
	case done.Undo == nil:
		return r.done(l.address(l.query), out.said())
	}
	r.flash(out.said(), *done.Undo)
	return r.to(l.address(l.query))
}

// assetChange reads the form.
func (r *Request) assetChange(l *listing) (api.AssetChange, error) {
	var change api.AssetChange
	if selection := r.field("everything"); selection != "" {
		change.Matching = &api.AssetMatching{Filter: assetFilter(l), Q: l.query.Get("q"), Selection: selection}
	} else {
		for _, text := range r.PostForm["pick"] {
			id, err := uuid.Parse(text)
			if err != nil {
				return change, formFault("pick")
			}
			change.Assets = append(change.Assets, id)
		}
	}
	verb, value, _ := strings.Cut(r.field("action"), ":")
	if contact := r.field("contact"); contact != "" {
		verb, value = api.ChangeAssign, contact
	}
	change.Action = verb
	switch verb {
	case "status":
		change.Action, change.Status = api.ChangeSet, &value
	case "category":
		change.Action, change.Category = api.ChangeSet, &value
	case api.ChangeLock, api.ChangeUnlock:
		change.Field = value
	case api.ChangeAssign:
		if value == "" {
			var err error
			change.Contacts, err = r.contactsChosen()
			return change, err
		}
		value, change.OtherCustomer = strings.CutPrefix(value, "other:")
		contact, err := uuid.Parse(strings.TrimPrefix(value, "own:"))
		if err != nil {
			return change, formFault("contact")
		}
		change.Contact = &contact
	case api.ChangeUnassign, api.ChangeIgnore:
	default:
		return change, domain.Invalid([]domain.Fault{{Pointer: "/action", Code: "required", Message: "Choose what is to be done with the assets."}})
	}
	return change, nil
}

// bulkResult is what came of a change of many assets.
type bulkResult struct {
	api.AssetsChanged
	*listing
	request  *Request
	action   []string
	contact  string
	contacts []string // by customer
}

// left are the assets that were not changed though they were to be. Those of a customer for which
// nobody was chosen were not to be.
func (b *bulkResult) left() []api.AssetChanged {
	return slices.DeleteFunc(slices.Clone(b.Rows), func(row api.AssetChanged) bool {
		return row.Outcome == "saved" || row.Outcome == "unchanged" || row.Code == api.CodeNoContact
	})
}

func (b *bulkResult) count(outcome string) int {
	n := 0
	for _, row := range b.Rows {
		if row.Outcome == outcome {
			n++
		}
	}
	return n
}

// said tells how many assets were changed.
func (b *bulkResult) said() string {
	said := plural(b.count("saved"), "asset was", "assets were") + " changed."
	if n := b.count("unchanged"); n > 0 {
		said += " " + plural(n, "was", "were") + " so already."
	}
	if n := b.Selected - len(b.Rows); n > 0 {
		said += " " + plural(n, "other", "others") + " of that selection were so already or were refused, or the first try was cut short: look at the list."
	}
	if n := len(b.left()); n > 0 {
		said += " " + plural(n, "was", "were") + " left as it is."
		if n > 1 {
			said = strings.TrimSuffix(said, " left as it is.") + " left as they are."
		}
	}
	return said
}

// bulkSelection is what the box "Select all N matching" stands for; empty where it
// isn't offered: all are on the page, or they are too many.
func (s *Site) bulkSelection(r *Request, a *assetList, f api.AssetFilter, q string) (string, error) {
	if s.Services.Changes == nil || a.Matches <= int64(len(a.Rows)) || a.Matches > api.MostChanged {
		return "", nil
	}
	found, err := s.Services.Changes.Select(r.Context(), r.then(), f, q)
	if n, _, _ := strings.Cut(found.Data.Selection, "-"); n != strconv.FormatInt(a.Matches, 10) {
		return "", err // something came between; the count on the page is not what would be changed
	}
	return found.Data.Selection, err
}

// reasons are why assets were left as they are, the most frequent first.
func (b *bulkResult) reasons() []facetValue {
	var found []facetValue
	for _, row := range b.left() {
		i := slices.IndexFunc(found, func(f facetValue) bool { return f.Word == row.Message })
		if i < 0 {
			i, found = len(found), append(found, facetValue{Word: row.Message})
		}
		found[i].N++
	}
	slices.SortStableFunc(found, func(a, b facetValue) int { return int(b.N - a.N) })
	return found
}

func (b *bulkResult) partly() *partly {
	return b.request.partly(b.said(), "try", b.address(b.query), b.Undo)
}

// bulkFields are those that the table shows, and that people may lock.
func bulkFields() []string {
	return []string{"name", "serial_number", "category", "status", "customer"}
}

// mayPickContacts tells whether the person may search contacts.
func (v *view) mayPickContacts() bool { return v.may(permission.TicketsView) }

func (r *Request) mayPickContacts() bool { return r.may(permission.TicketsView) }
