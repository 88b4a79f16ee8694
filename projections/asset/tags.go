package asset

import (
	"context"
	"fmt"
	"slices"
	"strings"

	rule "coresync/domain/asset"
	"coresync/projections"
	"coresync/projections/query"

	"github.com/goccy/go-json"
	"github.com/jackc/pgx/v5"
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
		w.And("a.tags is not null and exists (select 1 from json_array_elements_text(a.tags) t where t = any(" + w.Add(f.Tags) + "))")
	}
}

// TagCount is how many assets have a tag under a filter.
type TagCount struct {
	Tag string
	N   int64
}

// Tags are those that the most assets have under a filter, so many at most, and those of the
// filter itself, whatever has them. Of the filter all holds but its tags; q is as in List.
func Tags(ctx context.Context, r *projections.Reading, f Filter, q string, most int) ([]TagCount, error) {
	chosen := f.Tags
	if f.Tags = nil; chosen == nil {
		chosen = []string{}
	}
	w := &query.Where{}
	from, number, err := f.counted(ctx, r, w, q)
	if err != nil {
		return nil, err
	}
	w.And("a.tags is not null")
	// Assets with the same tags are counted together first: their lists are read once.
	rows, err := r.Tx.Query(ctx, `with x as materialized (select a.tags::text as tags, `+number+` as n from `+from+` where `+w.SQL()+` group by 1)
		select y.tag, y.n from (
			select t.tag, sum(x.n)::bigint as n, row_number() over (order by sum(x.n) desc, t.tag collate "C") as place
			from x, json_array_elements_text(x.tags::json) t(tag) group by t.tag) y
		where y.place <= `+w.Add(most)+` or y.tag = any(`+w.Add(chosen)+`) order by y.place`, w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("count assets by tag: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[TagCount])
	if err != nil {
		return nil, fmt.Errorf("count assets by tag: %w", err)
	}
	for _, tag := range chosen {
		if !slices.ContainsFunc(found, func(c TagCount) bool { return c.Tag == tag }) {
			found = append(found, TagCount{Tag: tag})
		}
	}
	return found, nil
}
