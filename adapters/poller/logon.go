package poller

import (
	"context"
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"coresync/domain/observation"
)

// maxUserName bounds the name of a last user; NinjaOne's are DOMAIN\user.
const maxUserName = 512

// logons are the last users of all devices as the report on them says. Their names
// lie in one text, so that the collector has nothing to follow: about 60 bytes a
// device.
type logons struct {
	names string
	by    map[uint32]logon
	time  []byte // of the row that is being added, as it is written
}

type logon struct {
	lo, hi uint32
	at     int64 // nanoseconds since 1970; 0: unknown
}

// loadLogons reads the report whole. Without it devices' own member counts alone.
func (s *session) loadLogons(ctx context.Context) (logons, error) {
	l := logons{by: make(map[uint32]logon)}
	var names strings.Builder
	reader := observation.NewReader(observation.LastUsers)
	listing := Listing{StartedAt: s.p.cfg.Now()}
	for page, err := range s.source.Pages(ctx, LastUsers, "") {
		if errors.Is(err, ErrNotOffered) {
			listing.NotOffered = true
			break
		}
		if err != nil {
			return logons{}, s.sourceError(ctx, LastUsers, err)
		}
		for _, raw := range page.Rows {
			l.add(reader, raw, &names)
		}
		listing.Pages++
		listing.Rows += len(page.Rows)
		s.report(LastUsers, listing.Rows)
	}
	l.names = names.String()
	listing.EndedAt = s.p.cfg.Now()
	s.run.Listings[LastUsers] = listing
	return l, nil
}

// add takes a row; one that can't be read says nothing of any device. Of several
// rows of a device the newest logon counts.
func (l *logons) add(r *observation.Reader, raw []byte, names *strings.Builder) {
	if r.Read(raw) != nil {
		return
	}
	id, err := r.ID("deviceId")
	name := userName(r.Text("userName"))
	if err != nil || name == "" {
		return
	}
	l.time = r.AppendJSON(l.time[:0], "logonTime")
	at := epoch(string(l.time))
	if known, ok := l.by[uint32(id)]; ok && known.at >= at {
		return
	}
	lo := names.Len()
	names.WriteString(name)
	l.by[uint32(id)] = logon{lo: uint32(lo), hi: uint32(names.Len()), at: at}
}

// of returns who logged on to a device last.
func (l *logons) of(id int64) (name string, at int64) {
	known, ok := l.by[uint32(id)]
	if !ok {
		return "", 0
	}
	return l.names[known.lo:known.hi], known.at
}

// userName is a name as it is kept: without space around it, and bounded.
func userName(name string) string {
	name = strings.TrimSpace(name)
	if len(name) <= maxUserName {
		return name
	}
	end := maxUserName
	for end > 0 && !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end]
}

// epoch reads seconds since 1970 with up to nine decimals, exactly; 0 for anything
// else.
func epoch(text string) int64 {
	whole, decimals, _ := strings.Cut(text, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || seconds <= 0 || seconds > 1<<33 || len(decimals) > 9 {
		return 0
	}
	nanoseconds, err := strconv.ParseInt((decimals + "000000000")[:9], 10, 64)
	if err != nil {
		return 0
	}
	return seconds*int64(time.Second) + nanoseconds
}

// userTag is the tag of a device's last user: who it is, and when as what is
// sampled. The device is part of it, so that nobody sees where a person works. The
// time stands there as it is: the event holds it unsealed as well.
func userTag(tagger observation.Tagger, device int64, name string, at int64) observation.Tag {
	var buf [maxUserName + 64]byte
	who := append(strconv.AppendInt(append(buf[:0], "user\x00"...), device, 10), 0)
	who = append(who, observation.UserSubject(name)...)
	var tag observation.Tag
	copy(tag[:], tagger(tag[:0:observation.TagSize], who))
	binary.BigEndian.PutUint64(tag[observation.TagSize/2:], uint64(at))
	return tag
}
