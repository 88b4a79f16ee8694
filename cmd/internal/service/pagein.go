package service

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/http/api"
)

// pageIn is one page of things that are all in memory. Sort keys are texts that sort as
// what they stand for; id makes things distinct.
func pageIn[T any](all []T, l api.List, sorts map[string]func(T) string, id func(T) string) (api.Page[T], error) {
	page := api.Page[T]{Items: []T{}}
	key, known := sorts[l.Sort.By]
	switch {
	case !known:
		return page, domain.Invalid([]domain.Fault{{Pointer: "?sort", Code: "unknown",
			Message: "choose one of " + strings.Join(slices.Sorted(maps.Keys(sorts)), ", ")}})
	case l.After != nil && len(l.After) != 2:
		return page, errCursor
	case l.Limit < 1 || l.Limit > maxPage:
		return page, domain.Invalid([]domain.Fault{{Pointer: "?limit", Code: "out_of_range", Message: fmt.Sprintf("choose 1 to %d", maxPage)}})
	}
	keyed := make([][2]string, len(all))
	order := make([]int, len(all))
	for i, item := range all {
		keyed[i], order[i] = [2]string{key(item), id(item)}, i
	}
	compare := func(a, b [2]string) int {
		c := cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1]))
		if l.Sort.Descending {
			return -c
		}
		return c
	}
	slices.SortFunc(order, func(a, b int) int { return compare(keyed[a], keyed[b]) })
	if l.After == nil {
		total := int64(len(all))
		page.Total = &total
	}
	for _, i := range order {
		if l.After != nil && compare(keyed[i], [2]string(l.After)) <= 0 {
			continue
		}
		if len(page.Items) == l.Limit {
			last := keyed[order[slices.Index(order, i)-1]]
			page.Next = last[:]
			break
		}
		page.Items = append(page.Items, all[i])
	}
	return page, nil
}

const maxPage = 500

// mentions tells whether each word of a search is found in one of the texts.
func mentions(q string, texts ...string) bool {
	text := strings.ToLower(strings.Join(texts, "\x00"))
	for _, word := range strings.Fields(strings.ToLower(q)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// leftPad writes a number so that texts sort as numbers do.
func leftPad(n int) string { return fmt.Sprintf("%010d", n) }
