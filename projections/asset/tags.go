package asset

import (
	"slices"
	"strings"

	rule "coresync/domain/asset"
	"coresync/projections/query"

	"github.com/goccy/go-json"
)

// maxTag is how many bytes of a tag are kept: as many as filters in addresses take.
const maxTag = 200

// cleanTags are tags as rows keep them: each once, none empty, and without what PostgreSQL
// takes in no text.
func cleanTags(tags []string) (clean []string) {
	for _, tag := range tags {
		tag = rule.Bounded(strings.ReplaceAll(tag, "\x00", "\uFFFD"), maxTag)
		if tag != "" && !slices.Contains(clean, tag) {
			clean = append(clean, tag)
		}
	}
	return clean
}

// TagList are the tags that the device has in NinjaOne, in the order of there.
func (r *Row) TagList() (tags []string) {
	_ = json.Unmarshal(r.Tags, &tags) // written by this package; an empty one reads as none
	return tags
}

// applyTags narrows rows or cells to those with any of the tags.
func (f *Filter) applyTags(w *query.Where) {
	if len(f.Tags) > 0 {
		w.And("a.tags is not null and exists (select 1 from json_array_elements_text(a.tags::json) t where t = any(" + w.Add(f.Tags) + "))")
	}
}

// TagCount is how many assets have a tag under a filter.
type TagCount struct {
	Tag string
	N   int64
}

// tagFacet is the statement of the tags that the most things alike have, so many at most, and of
// those of the filter. Of that all holds but its tags.
func (f Filter) tagFacet(w *query.Where, most int) string {
	chosen := orEmpty(f.Tags)
	f.Tags = nil
	f.applyFacets(w, "a.customer", "a.missing")
	w.And("a.tags is not null")
	return `with x as (select a.tags, sum(a.n)::bigint as n from a where ` + w.Take() + ` group by 1)
		select coalesce(json_agg(json_build_object('tag', y.tag, 'n', y.n) order by y.place), '[]') from (
			select t.tag, sum(x.n)::bigint as n, row_number() over (order by sum(x.n) desc, t.tag collate "C") as place
			from x, json_array_elements_text(x.tags::json) t(tag) group by t.tag having sum(x.n) > 0) y
		where y.place <= ` + w.Add(most) + ` or y.tag = any(` + w.Add(chosen) + `)`
}

// withTags adds the tags that nothing has.
func withTags(found []TagCount, tags []string) []TagCount {
	for _, tag := range tags {
		if !slices.ContainsFunc(found, func(c TagCount) bool { return c.Tag == tag }) {
			found = append(found, TagCount{Tag: tag})
		}
	}
	return found
}

func orEmpty[T any](values []T) []T {
	if values == nil {
		return []T{}
	}
	return values
}
