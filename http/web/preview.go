package web

import (
	"cmp"
	"slices"

	"coresync/http/api"
)

// foreseen are the organizations of a preview, those that need somebody first.
func (v *runView) foreseen() []api.OutlookOrganization {
	if v.Outlook == nil {
		return nil
	}
	order := []string{"unmatched", "stale", "auto_matched", "mapped", "ignored"}
	list := slices.Clone(v.Outlook.Organizations)
	slices.SortStableFunc(list, func(a, b api.OutlookOrganization) int {
		return cmp.Compare(slices.Index(order, a.Status), slices.Index(order, b.Status))
	})
	return list
}

// previewSentence says in one sentence what a run that waits would come to.
func previewSentence(run *runView) string {
	n := run.Counts
	text := plural(n.Found, "device", "devices")
	if o := run.Outlook; o != nil {
		text += " in " + plural(len(o.Organizations), "organization", "organizations") + ": " + grouped(int64(o.Mapped)) + " mapped by name, " +
			grouped(int64(o.Review)) + " to review, " + grouped(int64(o.Unmatched)) + " without a match"
		if o.Ignored > 0 {
			text += ", " + grouped(int64(o.Ignored)) + " ignored"
		}
	}
	text += "; " + plural(n.Created, "asset", "assets") + " would be created"
	if n.Changed > 0 {
		text += ", " + grouped(int64(n.Changed)) + " changed"
	}
	if n.Missing > 0 {
		text += ", " + grouped(int64(n.Missing)) + " go missing"
	}
	if n.Skipped > 0 {
		text += ", " + grouped(int64(n.Skipped)) + " skipped"
	}
	return text + "."
}

// whyForeseen says on what a foreseen status rests.
func whyForeseen(o api.OutlookOrganization) string {
	switch {
	case o.Status == "mapped" && o.Evidence == "":
		return "decided before"
	case o.Score > 0:
		return grouped(int64(o.Score)) + " %: " + o.Evidence
	}
	return o.Evidence
}
