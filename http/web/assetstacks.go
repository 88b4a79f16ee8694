package web

import (
	"slices"

	"coresync/http/api"
)

// mostSideBySide is how many columns have room beside the name at 1280 pixels.
const mostSideBySide = 7

// stacked are the columns of assets that share a cell where there are many, one over the other:
// what belongs together, and short by long.
var stacked = [][]string{
	{"connectivity", "source", "last_contact"}, {"serial", "os"}, {"category", "status"}, {"customer", "contact"}, {"age", "eol"}, {"organization", "first_seen"},
}

// stacks are the chosen columns in the order of the table, those that share a cell together. So
// all that people are usually shown stands there at 1280 pixels.
func (a *assetList) stacks() (stacks [][]api.AssetColumn) {
	at := make(map[string]int) // by the key of the first of a stack
	for _, c := range a.Columns {
		first := firstOfStack(c.Key)
		i, there := at[first]
		if len(a.Columns) <= mostSideBySide || first == "" || !there {
			if first != "" {
				at[first] = len(stacks)
			}
			stacks = append(stacks, []api.AssetColumn{c})
			continue
		}
		stacks[i] = append(stacks[i], c)
		slices.SortFunc(stacks[i], func(a, b api.AssetColumn) int { return placeInStack(a.Key) - placeInStack(b.Key) })
	}
	return stacks
}

// stackOf are the columns that one shares a cell with; nil: it has one of its own.
func stackOf(key string) []string {
	i := slices.IndexFunc(stacked, func(s []string) bool { return slices.Contains(s, key) })
	if i < 0 {
		return nil
	}
	return stacked[i]
}

func firstOfStack(key string) string {
	if s := stackOf(key); s != nil {
		return s[0]
	}
	return ""
}

func placeInStack(key string) int { return slices.Index(stackOf(key), key) }

// stackDirection is how the list is sorted by one of the columns, or that it isn't.
func stackDirection(l *listing, stack []api.AssetColumn) string {
	for _, c := range stack {
		if d := l.direction(c.Sort, "name"); c.Sort != "" && d != "none" {
			return d
		}
	}
	return "none"
}

func sourceIcon(source string) string {
	if source == "ninjaone" {
		return "refresh"
	}
	return "pencil"
}
