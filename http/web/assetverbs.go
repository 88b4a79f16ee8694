package web

import (
	"slices"
	"strconv"

	"coresync/domain"
	"coresync/domain/asset"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// assetVerbs are what people decide about one asset, each a form of its page.
func (s *Site) assetVerbs() []Route {
	has, manage := s.Services.Decisions != nil, permission.AssetsManage
	return []Route{
		{"page.asset.lock", post, "/assets/{id}/locks/{field}", manage, has, s.lockField},
		{"page.asset.retire", post, "/assets/{id}/retire", manage, has, s.assetVerb("The asset is retired.", func(r *Request, id uuid.UUID) (api.Written, error) {
			return s.Services.Decisions.Retire(r.Context(), r.command(), id)
		})},
		{"page.asset.restore", post, "/assets/{id}/restore", manage, has, s.assetVerb("The asset is back.", func(r *Request, id uuid.UUID) (api.Written, error) {
			return s.Services.Decisions.Restore(r.Context(), r.command(), id)
		})},
		{"page.asset.archive", post, "/assets/{id}/archive", manage, has, s.archiveAsset},
		{"page.asset.drop", post, "/assets/{id}/drop", manage, has, s.dropAsset},
		{"page.asset.assign", post, "/assets/{id}/assign", manage, s.Services.Associations != nil, s.assignAsset},
		{"page.asset.merge", post, "/assets/{id}/merge", manage, has, s.mergeAsset},
		{"page.asset.unmerge", post, "/assets/{id}/unmerge", manage, has, s.unmergeAsset},
		{"page.asset.unlink", post, "/assets/{id}/unlink", manage, has, s.unlinkRecord},
	}
}

func assetPath(id uuid.UUID) string { return "/assets/" + id.String() }

// assetVerb carries a decision out and shows the asset again, with the way back.
func (s *Site) assetVerb(said string, do func(r *Request, id uuid.UUID) (api.Written, error)) Handler {
	return func(r *Request) error {
		id, err := r.pathID("id", "asset")
		if err != nil {
			return err
		}
		done, err := do(r, id)
		if err == nil {
			err = s.await(r, done)
		}
		if err != nil {
			return err
		}
		return r.undoable(assetPath(id), said)
	}
}

// archived is the status of what is put away.
const archived = string(asset.StatusArchived)

// archiveAsset puts an asset away, or takes it back: a synced one is as NinjaOne has it again.
func (s *Site) archiveAsset(r *Request) error {
	status, back := archived, r.field("back") != ""
	said := "The asset is in the archive."
	if back {
		status, said = string(asset.StatusAvailable), "The asset is out of the archive."
	}
	return s.assetVerb(said, func(r *Request, id uuid.UUID) (api.Written, error) {
		found, err := s.Services.Assets.Get(r.Context(), r.scope(), id)
		if err != nil {
			return api.Written{}, err
		}
		if back && lockOf(found.Data, "status") != nil && found.Data.Device != nil {
			return s.Services.Decisions.Unlock(r.Context(), r.command(), id, "status")
		}
		return s.Services.Assets.Update(r.Context(), r.command(), id, api.AssetPatch{Status: &status})
	})(r)
}

// lockField keeps a field as it is, or lets NinjaOne give it again.
func (s *Site) lockField(r *Request) error {
	field, decide, said := r.Vars["field"], s.Services.Decisions.Lock, "is locked: a sync leaves it alone."
	if r.field("unlock") != "" {
		decide, said = s.Services.Decisions.Unlock, "follows NinjaOne again."
	}
	return s.assetVerb("The "+fieldWord(field)+" "+said, func(r *Request, id uuid.UUID) (api.Written, error) {
		return decide(r.Context(), r.command(), id, field)
	})(r)
}

// dropAsset leaves an asset out of the inventory: a synced one is ignored, one that is
// kept by hand goes.
func (s *Site) dropAsset(r *Request) error {
	id, err := r.pathID("id", "asset")
	if err != nil {
		return err
	}
	found, err := s.Services.Assets.Get(r.Context(), r.scope(), id)
	if err != nil {
		return err
	}
	var done api.Written
	said, untilSeen := "The asset is ignored: syncs leave it out.", r.field("until_seen") != ""
	if untilSeen {
		said = "The asset was deleted. It comes back as soon as NinjaOne says something new of it."
	}
	if found.Data.Device == nil {
		said = "The asset was removed."
		done, err = s.Services.Assets.Remove(r.Context(), r.command(), id)
	} else {
		done, err = s.Services.Decisions.Drop(r.Context(), r.command(), id, api.AssetRemoval{UntilSeen: untilSeen, Reason: r.field("reason")})
	}
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.undoable("/assets", said)
}

// assignAsset gives an asset to a contact, or takes it back.
func (s *Site) assignAsset(r *Request) error {
	id, err := r.pathID("id", "asset")
	if err != nil {
		return err
	}
	row := api.AssociationDecision{Asset: id, Action: "unassign"}
	if row.ExpectedVersion, err = strconv.ParseInt(r.field("version"), 10, 64); err != nil {
		return formFault("version")
	}
	if text := r.field("contact"); text != "" {
		contact, err := uuid.Parse(text)
		if err != nil {
			return formFault("contact")
		}
		// The page shows who has it: whoever chooses another one replaces him knowingly.
		row.Action, row.Contact, row.Replace = "assign", &contact, true
	}
	done, err := s.Services.Associations.Decide(r.Context(), r.command(), []api.AssociationDecision{row})
	if err == nil {
		err = s.awaitPosition(r, done.Position)
	}
	if err != nil {
		return err
	}
	result := done.Rows[0]
	switch {
	case result.Outcome == "conflict" || result.Outcome == "refused":
		return &domain.Error{Code: domain.CodeConflict, Reason: result.Code, Message: result.Message}
	case row.Action == "unassign":
		return r.undoable(assetPath(id), "The asset is nobody's now.")
	}
	said := "The asset was assigned."
	for _, note := range result.Notes {
		said += " " + note
	}
	return r.undoable(assetPath(id), said)
}

// formFault says that a form is not as the page made it.
func formFault(field string) error {
	return domain.Invalid([]domain.Fault{{Pointer: "/" + field, Code: "malformed", Message: "The form could not be read. Load the page again and decide again."}})
}

func (s *Site) mergeAsset(r *Request) error {
	other, err := uuid.Parse(r.field("other"))
	if err != nil {
		return domain.Invalid([]domain.Fault{{Pointer: "/other", Code: "required", Message: "Choose the asset that is the same device."}})
	}
	return s.assetVerb("The two are one asset now.", func(r *Request, id uuid.UUID) (api.Written, error) {
		return s.Services.Decisions.Merge(r.Context(), r.command(), api.MergeDraft{Assets: []uuid.UUID{id, other}, Reason: r.field("reason")})
	})(r)
}

func (s *Site) unmergeAsset(r *Request) error {
	merge, err := uuid.Parse(r.field("merge"))
	if err != nil {
		return formFault("merge")
	}
	return s.assetVerb("They are two assets again.", func(r *Request, _ uuid.UUID) (api.Written, error) {
		return s.Services.Decisions.Unmerge(r.Context(), r.command(), merge)
	})(r)
}

// recordRow is one line of the table that shows records side by side.
type recordRow struct {
	Word   string
	Field  string // of which a person may choose the value; empty: none
	Values []string
	Differ bool
}

// choosable tells whether a person may choose whose value stays.
func (r recordRow) choosable() bool { return r.Differ && r.Field != "" }

// sideBySide lays the records of an asset beside one another.
func sideBySide(v *view, records []api.AssetRecord) []recordRow {
	line := func(word string, of func(api.AssetRecord) string) recordRow {
		row := recordRow{Word: word}
		for _, r := range records {
			row.Values = append(row.Values, of(r))
		}
		row.Differ = slices.ContainsFunc(row.Values, func(s string) bool { return s != row.Values[0] })
		return row
	}
	return []recordRow{
		line("Source", func(r api.AssetRecord) string { return sourceWord(r.Source) }),
		line("Name", func(r api.AssetRecord) string { return named(r.Name) }),
		line("Serial number", func(r api.AssetRecord) string { return r.SerialNumber }),
		line("NinjaOne device", func(r api.AssetRecord) string {
			if r.DeviceID == 0 {
				return ""
			}
			return number(r.DeviceID)
		}),
		line("Enrolled", func(r api.AssetRecord) string { return v.dayOf(r.EnrolledAt) }),
		line("Last contact", func(r api.AssetRecord) string { return v.dayOf(r.LastContact) }),
		line("Missing since", func(r api.AssetRecord) string { return v.dayOf(r.MissingSince) }),
		line("Linked by", func(r api.AssetRecord) string {
			if r.Rule == "" {
				return "the first one"
			}
			return r.Rule
		}),
	}
}
