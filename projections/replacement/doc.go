// Package replacement is the read model of when devices are due to be replaced, as
// people say: policies by category and customer (EOL-02 to EOL-05), and what is planned
// for single devices. What that means for a fleet on a day is asked of package report:
// days go by without any event.
package replacement
