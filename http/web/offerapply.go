package web

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// pickedOffers reads the ticked rows of the form.
func (r *Request) pickedOffers() ([]api.ContactLinkDecision, error) {
	var rows []api.ContactLinkDecision
	for _, key := range r.PostForm["pick"] {
		row, err := r.pickedOffer(key)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// pickedOffer is what the form says of one person: the override goes before the
// dropdown, and what holds for all before both.
func (r *Request) pickedOffer(key string) (row api.ContactLinkDecision, err error) {
	source, rest, _ := strings.Cut(key, ".")
	connection, person, _ := strings.Cut(rest, ".")
	row.Source = source
	if row.Connection, err = uuid.Parse(connection); err != nil {
		return row, formFault("pick")
	}
	if row.PersonID, err = strconv.ParseInt(person, 10, 64); err != nil {
		return row, formFault("pick")
	}
	if row.ExpectedVersion, err = strconv.ParseInt(r.field("version."+key), 10, 64); err != nil {
		return row, formFault("version")
	}
	row.Action = r.field("choice." + key)
	if other := r.field("other." + key); other != "" {
		contact, err := uuid.Parse(strings.TrimPrefix(other, "own:"))
		if err != nil {
			return row, formFault("other")
		}
		row.Action, row.Contact = "link", &contact
	}
	if all := r.field("all"); all != "" {
		row.Action, row.Contact = all, nil
	}
	switch row.Action {
	case "link", "create", "ignore", "unlink":
		return row, nil
	}
	return row, formFault("choice")
}

// applyOffers saves the ticked rows; those that can't be saved stay, and say why.
func (s *Site) applyOffers(r *Request) error {
	rows, err := r.pickedOffers()
	if err != nil {
		return err
	}
	back := offersPath
	if state := r.URL.RawQuery; state != "" {
		back += "?" + state
	}
	if len(rows) == 0 {
		return r.done(back, "Nobody was selected.")
	}
	done, err := s.Services.ContactLinks.Decide(r.Context(), r.command(), rows)
	if err == nil {
		err = s.awaitPosition(r, done.Position)
	}
	if err != nil {
		return err
	}
	saved, failed := linkOutcomes(done.Rows)
	if len(failed) == 0 {
		return r.undoable(back, plural(saved, "person was", "people were")+" decided about."+undoTakes(rows))
	}
	o, err := s.offersView(r)
	if err != nil {
		return err
	}
	o.Partly = r.partly(plural(saved, "person was", "people were")+" decided about."+undoTakes(rows), "apply", back, done.Undo)
	for i := range o.Rows {
		row := &o.Rows[i]
		key := row.key()
		if row.Message, row.Picked = failed[key], failed[key] != ""; row.Picked {
			row.Chosen, row.Other = r.field("choice."+key), r.field("other."+key)
			delete(failed, key)
		}
	}
	o.Partly.Apart = linkFailures(done.Rows, failed)
	return s.offersPage(r, http.StatusConflict, o)
}

// undoTakes says what an undo does to contacts that were made: they go again, too.
func undoTakes(rows []api.ContactLinkDecision) string {
	if slices.ContainsFunc(rows, func(row api.ContactLinkDecision) bool { return row.Action == "create" }) {
		return " Undo removes the contacts that were made, too, unless somebody changed them since."
	}
	return ""
}

// countOffers counts the people whom NinjaOne knows, to somebody who may decide about them.
func (s *Site) countOffers(r *Request, f api.ContactOfferFilter) (api.ContactOfferCounts, error) {
	if s.Services.ContactLinks == nil || !r.may(permission.ContactsManage) {
		return api.ContactOfferCounts{}, nil
	}
	found, err := s.Services.ContactLinks.Counts(r.Context(), r.then(), f)
	return found.Data, err
}

// linkOutcomes are how many rows were saved, and what is wrong with the others.
func linkOutcomes(rows []api.ContactLinkResult) (saved int, failed map[string]string) {
	failed = map[string]string{}
	for _, row := range rows {
		if row.Outcome == "saved" || row.Outcome == "unchanged" {
			saved++
			continue
		}
		who := offerRow{ContactOffer: api.ContactOffer{Connection: row.Connection, Source: row.Source, PersonID: row.PersonID}}
		failed[who.key()] = row.Message
	}
	return saved, failed
}

// linkFailures are the rows that are among the failed ones, with why.
func linkFailures(rows []api.ContactLinkResult, failed map[string]string) (lines []string) {
	for _, row := range rows {
		who := offerRow{ContactOffer: api.ContactOffer{Connection: row.Connection, Source: row.Source, PersonID: row.PersonID}}
		if message, is := failed[who.key()]; is {
			lines = append(lines, statusWord(row.Source)+" "+number(row.PersonID)+": "+message)
		}
	}
	return lines
}

// mostAtOnce is how many people one button decides about.
const mostAtOnce = 500

// applyAllOffers links everybody who has the e-mail address of a contact, or makes
// contacts of all the others who are offered, as the list is narrowed.
func (s *Site) applyAllOffers(r *Request) error {
	o := &offersView{listing: r.listing("customer", "connection")}
	o.path = offersPath
	action := r.field("action")
	if action != "link" && action != "create" {
		return formFault("action")
	}
	rows, more, err := s.allOffers(r, o, action)
	if err != nil {
		return err
	}
	done, err := s.Services.ContactLinks.Decide(r.Context(), r.command(), rows)
	if err == nil {
		err = s.awaitPosition(r, done.Position)
	}
	if err != nil {
		return err
	}
	saved, failed := linkOutcomes(done.Rows)
	said := plural(saved, "person was", "people were") + " linked."
	if action == "create" {
		said = plural(saved, "contact was", "contacts were") + " created." + undoTakes(rows)
	}
	if len(failed) > 0 {
		said += " " + plural(len(failed), "was", "were") + " not." + tally(slices.Sorted(maps.Values(failed)))
	}
	if more {
		said += " There are more: press again."
	}
	return r.undoable(o.address(o.query), said)
}

// allOffers are the decisions of applyAllOffers. Of people with one address, one contact
// is made; the others are offered it then.
func (s *Site) allOffers(r *Request, o *offersView, action string) (rows []api.ContactLinkDecision, more bool, err error) {
	f := o.filter()
	f.Suggested = action == "link"
	seen := map[string]bool{}
	list := r.asked(o.listing, nil, "customer")
	for list.Limit = mostAtOnce; ; {
		found, err := s.Services.ContactLinks.List(r.Context(), r.scope(), f, list)
		if err != nil {
			return nil, false, err
		}
		for _, p := range found.Data.Items {
			address := strings.ToLower(strings.TrimSpace(p.Email))
			if action == "create" && (p.Suggested != nil || p.Erased || address != "" && seen[address]) {
				continue
			}
			seen[address] = true
			if len(rows) == mostAtOnce {
				return rows, true, nil
			}
			rows = append(rows, api.ContactLinkDecision{Connection: p.Connection, Source: p.Source, PersonID: p.PersonID, Action: action, ExpectedVersion: p.Version})
		}
		if list.After = found.Data.Next; list.After == nil {
			return rows, false, nil
		}
	}
}
