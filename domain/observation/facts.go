package observation

import (
	"strconv"
	"time"
	"unicode/utf8"

	"coresync/domain/event"
)

// Bounds of what is carried forward, so that an event stays within its limit
// whatever a device says of itself.
const (
	historyLength  = 8
	maxHistoryText = 256     // bytes of a name or serial number
	maxFilledValue = 2 << 10 // bytes of one value
	maxFilled      = 12 << 10
)

// Former is the newest DeviceObserved of a device.
type Former struct {
	Device   *Reader // has read its stored form
	Facts    event.DeviceFacts
	Position int64
}

// CarryForward works out the facts of a device from its newest observation, nil for
// a new device, and the reading of now. It is pure and looks at one observation
// only, so the facts of a stream's newest observation hold what a row needs of all
// the others. The notes tell which last values were too long to be carried.
func CarryForward(former *Former, next *Reader, now time.Time) (facts event.DeviceFacts, notes []string) {
	if former == nil {
		return event.DeviceFacts{FirstObservedAt: now}, nil
	}
	was := former.Facts
	facts.FirstObservedAt = was.FirstObservedAt
	facts.Names = Remember(was.Names, DeviceName(former.Device), DeviceName(next))
	facts.Serials = Remember(was.Serials, DeviceSerial(former.Device), DeviceSerial(next))
	facts.Organizations = rememberID(was.Organizations, former.Device.Int("organizationId"), next.Int("organizationId"))
	facts.Locations = rememberID(was.Locations, former.Device.Int("locationId"), next.Int("locationId"))
	for _, x := range []struct {
		into  *[]string
		older []string
		paths [][]string
	}{
		{&facts.Manufacturers, was.Manufacturers, deviceMaker}, {&facts.Models, was.Models, deviceModel},
		{&facts.Systems, was.Systems, deviceSystem}, {&facts.Classes, was.Classes, deviceClass},
	} {
		*x.into = Remember(x.older, firstText(former.Device, x.paths...), firstText(next, x.paths...))
	}
	facts.LastFilled, notes = carryFilled(former, next)
	return facts, notes
}

// carryFilled keeps the last value of every member that is blank now (FLD-09):
// those that were blank before already, and those that were filled in the newest
// observation. Volatile and personal members are not kept.
func carryFilled(former *Former, next *Reader) (map[string]event.FilledValue, []string) {
	filled := make(map[string]bool)
	next.eachLeaf(storedForm, func(path string, n *node) { filled[path] = !next.blank(n) })
	kept := make(map[string]event.FilledValue)
	size, notes := 0, []string(nil)
	keep := func(path string, v event.FilledValue) {
		if filled[path] {
			return
		}
		if size += len(path) + len(v.Value); len(v.Value) > maxFilledValue || size > maxFilled {
			size -= len(path) + len(v.Value)
			notes = append(notes, "last value of "+shortName([]byte(path))+" not carried on, it has "+strconv.Itoa(len(v.Value))+" bytes")
			return
		}
		kept[path] = v
	}
	former.Device.eachLeaf(storedForm, func(path string, n *node) {
		if former.Device.blank(n) || former.Device.volatile(n) {
			return
		}
		keep(path, event.FilledValue{Value: former.Device.write(nil, n, wholeForm), Position: former.Position})
	})
	for _, path := range sortedKeys(former.Facts.LastFilled) {
		if _, newer := kept[path]; !newer {
			keep(path, former.Facts.LastFilled[path])
		}
	}
	if len(kept) == 0 {
		kept = nil
	}
	return kept, notes
}

func (r *Reader) volatile(n *node) bool { return r.table.branches[n.place].class == Volatile }

// Remember puts a value that is no longer the present one before the older ones.
func Remember(older []string, was, is string) []string {
	was, is = cut(was), cut(is)
	if was == "" || was == is || (len(older) > 0 && older[0] == was) {
		return older
	}
	return append([]string{was}, older[:min(len(older), historyLength-1)]...)
}

func rememberID(older []int64, was, is int64) []int64 {
	if was == 0 || was == is || (len(older) > 0 && older[0] == was) {
		return older
	}
	return append([]int64{was}, older[:min(len(older), historyLength-1)]...)
}

func cut(s string) string {
	if len(s) <= maxHistoryText {
		return s
	}
	end := maxHistoryText
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}
