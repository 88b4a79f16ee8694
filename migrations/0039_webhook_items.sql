-- +goose Up

-- An item about webhooks leads to one of them. What else an item is about stays as it was.
alter table notification.items add column webhook uuid;
comment on column readmodel.notifications.type is 'organization_mapping, contact_assignment, sync_held, sync_failed, reconnect or webhook_failing';

-- +goose Down
comment on column readmodel.notifications.type is 'organization_mapping, contact_assignment, sync_held, sync_failed or reconnect';
delete from notification.items where type = 'webhook_failing';
alter table notification.items drop column webhook;
