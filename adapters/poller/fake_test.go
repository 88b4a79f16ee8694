package poller_test

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"sync"

	"coresync/adapters/poller"

	"github.com/google/uuid"
)

// fake is the NinjaOne side of one connection: rows by listing and id, served in
// pages after an id as the real one does.
type fake struct {
	mu       sync.Mutex
	rows     map[poller.Kind]map[int64]string
	pageSize int
	// asked is told each page that is served; an error of it breaks the listing off.
	asked func(kind poller.Kind, cursor string) error
	// mangle may change a page before it is served.
	mangle func(kind poller.Kind, cursor string, p *poller.Page)
	// waits is told of pauses; it is set when the fake is opened.
	waits func(poller.Wait)
	// missing listings are not offered.
	missing map[poller.Kind]bool
}

func newFake() *fake {
	f := &fake{rows: make(map[poller.Kind]map[int64]string), pageSize: 10, missing: make(map[poller.Kind]bool)}
	for _, kind := range []poller.Kind{
		poller.Organizations, poller.Locations, poller.LastUsers, poller.Devices, poller.Contacts, poller.Accounts, poller.Roles,
	} {
		f.rows[kind] = make(map[int64]string)
	}
	return f
}

// Open makes the fake its own factory.
func (f *fake) Open(_ context.Context, _, _ uuid.UUID, waits func(poller.Wait)) (poller.Source, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waits = waits
	return f, nil
}

func (f *fake) Pages(ctx context.Context, kind poller.Kind, cursor string) iter.Seq2[poller.Page, error] {
	return func(yield func(poller.Page, error) bool) {
		for {
			page, last, err := f.page(ctx, kind, cursor)
			if err != nil {
				yield(poller.Page{}, err)
				return
			}
			if !yield(page, nil) || last {
				return
			}
			cursor = page.Cursor
		}
	}
}

func (f *fake) page(ctx context.Context, kind poller.Kind, cursor string) (poller.Page, bool, error) {
	if f.asked != nil {
		if err := f.asked(kind, cursor); err != nil {
			return poller.Page{}, false, err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return poller.Page{}, false, err
	}
	if f.missing[kind] {
		return poller.Page{}, false, fmt.Errorf("list %s: %w", kind, poller.ErrNotOffered)
	}
	after, _ := strconv.ParseInt(cursor, 10, 64)
	p := poller.Page{Cursor: cursor}
	ids := slices.Sorted(maps.Keys(f.rows[kind]))
	for _, id := range ids {
		if id > after && len(p.Rows) < f.pageSize {
			p.Rows = append(p.Rows, []byte(f.rows[kind][id]))
			p.Cursor = strconv.FormatInt(id, 10)
		}
	}
	last := len(p.Rows) == 0
	if f.mangle != nil {
		f.mangle(kind, cursor, &p)
	}
	return p, last, nil
}

// set changes a row; an empty text takes it away.
func (f *fake) set(kind poller.Kind, id int64, row string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if row == "" {
		delete(f.rows[kind], id)
		return
	}
	f.rows[kind][id] = row
}

// pc is a device that the tests change member by member.
type pc struct {
	id, org       int64
	name, serial  string
	user, address string
	offline       bool
	contact       int
	owner         string
	more          string // further members
}

func (d pc) row() string {
	owner := ""
	if d.owner != "" {
		owner = fmt.Sprintf(`,"references":{"assignedOwner":{"id":%d,"email":"%s@example.test"}}`, 1000+d.id, d.owner)
	}
	return fmt.Sprintf(`{"id":%d,"organizationId":%d,"locationId":%d,"nodeClass":"WINDOWS_WORKSTATION","offline":%t,`+
		`"systemName":%q,"lastContact":%d.5,"ipAddresses":[%q],"lastLoggedInUser":%q,"system":{"serialNumber":%q}%s%s}`,
		d.id, d.org, d.org*10, d.offline, d.name, 1759136775+d.contact, d.address, d.user, d.serial, owner, d.more)
}

// fleet fills a fake with devices and what belongs to them.
func fleet(devices, orgs int) *fake {
	f := newFake()
	for o := int64(1); o <= int64(orgs); o++ {
		f.set(poller.Organizations, o, fmt.Sprintf(`{"name":"Org %d","nodeApprovalMode":"AUTOMATIC","id":%d}`, o, o))
		f.set(poller.Locations, o*10, fmt.Sprintf(`{"name":"Main Office","id":%d,"organizationId":%d}`, o*10, o))
	}
	for i := int64(1); i <= int64(devices); i++ {
		f.device(device(i, orgs))
	}
	f.set(poller.Contacts, 9, `{"id":9,"organizationId":2,"uid":"u9","firstName":"Kim","lastName":"Contact","email":"kim@example.test","phone":"","jobTitle":"Office manager"}`)
	f.set(poller.Accounts, 31, `{"id":31,"firstName":"Jane","lastName":"Doe","email":"jane.doe@example.test","enabled":true,"administrator":false,"organizationId":null}`)
	f.set(poller.Roles, 3, `{"id":3,"name":"Helpdesk","members":[{"id":31,"email":"jane.doe@example.test","name":"Jane Doe","source":"MANUAL"}]}`)
	return f
}

func device(i int64, orgs int) pc {
	return pc{id: i * 3, org: i%int64(orgs) + 1, name: fmt.Sprintf("PC-%d", i), serial: fmt.Sprintf("SN%d", i),
		user: fmt.Sprintf(`EXAMPLE\u%d`, i), address: "10.0.0.1", offline: i%4 == 0}
}

func (f *fake) device(d pc) { f.set(poller.Devices, d.id, d.row()) }
