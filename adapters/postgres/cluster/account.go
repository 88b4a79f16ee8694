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

// Make creates the directory if it is missing and gives it to the account alone (0700).
func (a Account) Make(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make %s: %w", dir, err)
	}
	if a.Drop {
		if err := os.Chown(dir, a.UID, a.GID); err != nil {
			return fmt.Errorf("give %s to user %s: %w", dir, a.Name, err)
		}
	}
	if err := os.Chmod(dir, 0o700); err != nil {
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
