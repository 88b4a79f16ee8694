package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coresync/http/api"
)

// classesForm is the table of billable classes, with what was wrong with a change.
type classesForm struct {
	api.BillableClasses
	More   string // another class, as it was typed
	Faults faults
}

func (s *Site) showClasses(r *Request) error {
	found, err := s.Services.Ledgers.Classes(r.Context(), r.then())
	if err != nil {
		return err
	}
	return r.classesPage(http.StatusOK, &classesForm{BillableClasses: found.Data})
}

func (r *Request) classesPage(status int, f *classesForm) error {
	return r.pageWith(status, "Billable classes", "reports", func(v *view) page { return classesPage(v, f) })
}

func (s *Site) saveClasses(r *Request) error {
	found, err := s.Services.Ledgers.Classes(r.Context(), r.scope())
	if err != nil {
		return err
	}
	form, command := &classesForm{BillableClasses: found.Data, More: strings.ToUpper(r.field("more"))}, r.command()
	if version, err := strconv.ParseInt(r.field("version"), 10, 64); err == nil {
		command.Expected = &version
	}
	var draft api.BillableDraft
	for _, c := range form.Classes {
		draft.Classes = append(draft.Classes, api.BillableClass{Class: c.Class, Billable: slices.Contains(r.PostForm["billable"], c.Class)})
	}
	changed := draft.Classes
	if form.More != "" {
		draft.Classes = append(draft.Classes, api.BillableClass{Class: form.More, Billable: true})
	}
	done, err := s.Services.Ledgers.SetClasses(r.Context(), command, draft)
	if form.Faults = faultsOf(err); form.Faults != nil {
		if conflict(err) { // what the other one decided stands in the boxes
			form.Faults = faults{"": "Somebody else changed the table in between. It stands here as it is now; decide again."}
		} else {
			form.Classes = changed
		}
		return r.classesPage(http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	if done.Undo == nil {
		return r.done("/reports/ledger/classes", "Nothing was changed.")
	}
	return r.undoable("/reports/ledger/classes", "The table was changed. Months that have ended keep the one of their end.")
}
