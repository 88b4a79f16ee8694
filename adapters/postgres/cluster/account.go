package cluster

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// Account is the operating system user that a server runs as.
type Account struct {
	Name string
	UID  int
	GID  int
	Drop bool // the program runs as root, so the server's process must change to this user
}

// Unprivileged returns the user that a server runs as: the program's own, or, for root, whom PostgreSQL refuses to
// serve, the user postgres or else nobody.
func Unprivileged() (Account, error) {
	if uid := os.Geteuid(); uid != 0 {
		return Account{Name: strconv.Itoa(uid), UID: uid, GID: os.Getegid()}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue // the next one may exist
		}
		uid, err := strconv.Atoi(found.Uid)
		if err != nil {
			return Account{}, fmt.Errorf("user %s: id %q: %w", name, found.Uid, err)
		}
		gid, err := strconv.Atoi(found.Gid)
		if err != nil {
			return Account{}, fmt.Errorf("user %s: group %q: %w", name, found.Gid, err)
		}
		return Account{Name: name, UID: uid, GID: gid, Drop: true}, nil
	}
	return Account{}, fmt.Errorf("PostgreSQL refuses to run as root and there is neither a user postgres nor nobody: " +
		"start the program as an ordinary user")
}

// AccountOf returns the user that an existing directory belongs to, if the program may act as that user.
func AccountOf(dir string) (Account, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return Account{}, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return Account{}, fmt.Errorf("%s: owner unknown on this system", dir)
	}
	owner := Account{Name: strconv.Itoa(int(stat.Uid)), UID: int(stat.Uid), GID: int(stat.Gid)}
	if found, err := user.LookupId(owner.Name); err == nil {
		owner.Name = found.Username
	}
	switch uid := os.Geteuid(); {
	case owner.UID == uid && uid != 0:
		return owner, nil
	case uid == 0 && owner.UID != 0:
		owner.Drop = true
		return owner, nil
	case owner.UID == 0:
		return Account{}, fmt.Errorf("%s belongs to root, whom PostgreSQL refuses to serve: give it to the user postgres", dir)
	default:
		return Account{}, fmt.Errorf("%s belongs to user %s: start the program as that user or as root", dir, owner.Name)
	}
}

// Make creates the directory if it is missing and gives it to the account alone (0700). It never follows a link: root
// would give away what the link points to.
func (a Account) Make(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	opened, err := os.OpenFile(dir, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_DIRECTORY, 0)
	if err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	defer func() { _ = opened.Close() }() // only held for its number
	if a.Drop {
		if err := opened.Chown(a.UID, a.GID); err != nil {
			return fmt.Errorf("give %s to user %s: %w", dir, a.Name, err)
		}
	}
	if err := opened.Chmod(0o700); err != nil {
		return fmt.Errorf("close %s to others: %w", dir, err)
	}
	return nil
}

// Reaches tells whether the account may pass through every directory on the way to dir, which need not exist yet.
func (a Account) Reaches(dir string) bool {
	for at := filepath.Dir(filepath.Clean(dir)); ; at = filepath.Dir(at) {
		info, err := os.Stat(at)
		if err != nil && !os.IsNotExist(err) {
			return false
		}
		if err == nil && !a.passes(info) {
			return false
		}
		if at == filepath.Dir(at) {
			return true
		}
	}
}

func (a Account) passes(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	switch {
	case int(stat.Uid) == a.UID:
		return info.Mode()&0o100 != 0
	case int(stat.Gid) == a.GID:
		return info.Mode()&0o010 != 0
	default:
		return info.Mode()&0o001 != 0
	}
}

// attributes detaches a child from the terminal, so that Ctrl-C reaches the program alone, and changes its user.
func (a Account) attributes() *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{Setsid: true}
	if a.Drop {
		attributes.Credential = &syscall.Credential{Uid: uint32(a.UID), Gid: uint32(a.GID)}
	}
	return attributes
}
