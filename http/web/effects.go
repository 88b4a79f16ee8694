package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"coresync/http/api"
)

// heavyEffects are what other rules may do to an asset, the heaviest first.
var heavyEffects = []string{"merge", "split", "move", "hidden", "shown", "category", "serial", "status", "question", "suggest"}

// effectsOf lists effects with their counts, the heaviest first.
func effectsOf(counts map[string]int64) []kindCount {
	list := make([]kindCount, 0, len(counts))
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, kindCount{kind, int(counts[kind])})
	}
	weight := func(kind string) int {
		if i := slices.Index(heavyEffects, kind); i >= 0 {
			return i
		}
		return len(heavyEffects)
	}
	slices.SortStableFunc(list, func(a, b kindCount) int { return cmp.Compare(weight(a.Kind), weight(b.Kind)) })
	return list
}

// effectWord is an effect as people read it.
func effectWord(effect string) string { return effectTone(effect).Word }

func effectTone(effect string) tone {
	switch effect {
	case "merge":
		return tone{"Merge", "link", "orange"}
	case "split":
		return tone{"Split", "link-off", "orange"}
	case "move":
		return tone{"Move", "arrow-right", "orange"}
	case "category":
		return tone{"Category", "devices", "blue"}
	case "serial":
		return tone{"Serial number", "id", "blue"}
	case "status":
		return tone{"Status", "pencil", "blue"}
	case "question":
		return tone{"Question", "question-mark", "blue"}
	case "suggest":
		return tone{"Suggestion", "question-mark", "blue"}
	case "added", "shown":
		return tone{statusWord(effect), "plus", "green"}
	case "gone", "hidden":
		return tone{statusWord(effect), "eye", "red"}
	}
	return tone{statusWord(effect), "pencil", "secondary"}
}

func rowName(r api.RowDiff) string {
	if r.Name != "" {
		return r.Name
	}
	return r.Row.String()
}

// silentFields are what rows are found and settled by; what people see of a row says it too.
var silentFields = []string{"search", "state", "name_key", "sort_key", "serial_key", "bios_key", "mac_key", "first_seen_at"}

// tellingFields are the fields of a difference that say something to people.
func tellingFields(r api.RowDiff) []api.FieldDiff {
	return slices.DeleteFunc(slices.Clone(r.Fields), func(f api.FieldDiff) bool { return slices.Contains(silentFields, f.Field) })
}

// mostOfValue bounds what is shown of one value, in runes.
const mostOfValue = 160

// plainValue is a value of a row as people read it.
func (v *view) plainValue(value any) string {
	switch value := value.(type) {
	case string:
		return cut(v.date(value))
	case time.Time:
		return v.exact(value)
	case []any:
		parts := make([]string, len(value))
		for i, entry := range value {
			parts[i] = v.plainValue(entry)
		}
		return cut(strings.Join(parts, ", "))
	case map[string]any:
		for _, telling := range []string{"reason", "name"} {
			if text, is := value[telling].(string); is {
				return cut(text)
			}
		}
		raw, err := json.Marshal(value)
		if err == nil {
			return cut(string(raw))
		}
	case json.RawMessage:
		return cut(string(value))
	}
	return cut(fmt.Sprint(value))
}

// brief is a JSON value, a text without its quotes.
func brief(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return cut(text)
	}
	return cut(string(raw))
}

func cut(s string) string {
	if runes := []rune(s); len(runes) > mostOfValue {
		return string(runes[:mostOfValue]) + "…"
	}
	return s
}

// bytesWord is a size as people read it.
func bytesWord(n int64) string {
	const unit = 1000
	switch {
	case n < unit*unit:
		return fmt.Sprintf("%d kB", (n+unit-1)/unit)
	case n < unit*unit*unit:
		return fmt.Sprintf("%.1f MB", float64(n)/unit/unit)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/unit/unit/unit)
}
