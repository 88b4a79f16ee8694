package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"time"

	"coresync/domain/event"
)

// Names of logons are sealed under a key of the person and of the week, so that what is
// older than somebody wants to keep can be made unreadable and the rest not. The row of such
// a person holds one secret, of the first week that can be read: its version. The secret of
// the next week is a hash of it, and a week's key another hash of that week's secret. So all
// later keys follow from the row, and no earlier one does: to end a past is to put the
// secret of a later week in the place of the row's (a hash ratchet). A sealed member names
// its week as its key's version.
const (
	week = 7 * 24 * time.Hour
	// lastPlain is the greatest version of a key that is not of a week; the weeks that are
	// counted from 1970 on are far behind it.
	lastPlain = 999
)

var (
	nextWeek = []byte("coresync subject key v1: next week")
	thisWeek = []byte("coresync subject key v1: this week")
)

// weekly tells whether subjects of a kind have a key a week.
func weekly(kind event.SubjectKind) bool { return kind == event.SubjectUserString }

// weekAt is the number of the week that a time is in.
func weekAt(t time.Time) int32 { return int32(t.Unix() / int64(week/time.Second)) }

// WeekOf is the beginning of the week behind the one that a time is in: what was sealed
// before it goes when everything older than that time is to be unreadable.
func WeekOf(t time.Time) time.Time {
	return time.Unix(int64(weekAt(t)+1)*int64(week/time.Second), 0).UTC()
}

// forward makes the secret of a later week of one; of an earlier one there is none.
func (k *key) forward(from, to int32) key {
	later := *k
	for ; from < to; from++ {
		copy(later.sealing(), hashed(later.sealing(), nextWeek))
	}
	return later
}

// ofWeek makes the key of a week of the secret of one before it, or of the same. A week
// before that can't be read any more.
func (k *key) ofWeek(from, at int32) key {
	if k.erased || at < from {
		return key{erased: true}
	}
	of := k.forward(from, at)
	copy(of.sealing(), hashed(of.sealing(), thisWeek))
	return of
}

func hashed(secret, label []byte) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write(label)
	return h.Sum(nil)
}
