package poller

import (
	"encoding/binary"

	"coresync/domain/observation"
)

// glance tells whether a row is unchanged without reading it, if it can. Where the rules
// withhold last users, each row is read for its place.
func (w *worker) glance(raw []byte, c *candidate) bool {
	if w.listing.rules.Withhold != nil {
		w.sure = false
		return false
	}
	var seen observation.Seen
	if seen, w.sure = w.glancer.Look(raw); !w.sure {
		return false
	}
	l := w.listing
	hint := w.hint // stays as it is for the reading of the row
	known, head := l.sights.find(seen.ID, &w.sightHint), l.heads.find(seen.ID, &hint)
	if known == nil || head == nil ||
		!w.glancer.Unchanged(w.printer, known.row, seen.ID, head.observed(), l.def.table.Version, w.now) {
		return false
	}
	w.hint = hint
	c.id, c.head, c.verdict = seen.ID, head, observation.Unchanged
	if l.def.kind != Devices {
		return true
	}
	c.org, c.online, c.known = seen.Organization, seen.Online, seen.Known
	name, at := l.logons.of(c.id)
	if name == "" {
		name = userName(seen.UserName())
	}
	if user := w.observeUser(c, known.user, name, at); user != known.user {
		w.noted = append(w.noted, sight{known.row, user, known.id})
	}
	return true
}

// note remembers a row that was read.
func (w *worker) note(c *candidate, user observation.Print) {
	if w.sure {
		w.noted = append(w.noted, sight{w.glancer.Sight(w.printer, c.tag), user, uint32(c.id)})
	}
}

// userTag is the tag of a device's last user, and the print of the name with it. A
// print that is known says that the head's tag is of this name.
func (w *worker) userTag(device int64, known *head, print observation.Print, name string, at int64) (observation.Tag, observation.Print) {
	if known != nil && known.tagged && w.printUser(name, &known.tag) == print {
		tag := known.tag
		binary.BigEndian.PutUint64(tag[observation.TagSize/2:], uint64(at))
		return tag, print
	}
	tag := userTag(w.tagger, device, name, at)
	return tag, w.printUser(name, &tag)
}

func (w *worker) printUser(name string, tag *observation.Tag) observation.Print {
	w.text = append(append(w.text[:0], name...), tag[:observation.TagSize/2]...)
	w.printer.Print(&w.print, w.text)
	return w.print
}
