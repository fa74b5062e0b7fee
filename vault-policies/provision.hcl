# What setting up needs, run by a person or a pipeline, never by the service: mounts, keys, the service's policy and
# its AppRole. It may use no key. (Who writes policies can grant themselves more: keep this token out of reach.)

path "sys/mounts" {
  capabilities = ["read"]
}

path "sys/mounts/transit" {
  capabilities = ["create", "read", "update"]
}

path "sys/auth" {
  capabilities = ["read"]
}

path "sys/auth/approle" {
  capabilities = ["create", "read", "update", "sudo"]
}

# Neither `delete` nor `/config`: nobody here can lose a key, or make one deletable or exportable
path "transit/keys/hushkey-alexa" {
  capabilities = ["create", "read", "update"]
}

path "transit/keys/hushkey-signing" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/hushkey-serve" {
  capabilities = ["create", "read", "update"]
}

path "auth/approle/role/hushkey-serve" {
  capabilities = ["create", "read", "update"]
}

path "auth/approle/role/hushkey-serve/role-id" {
  capabilities = ["read"]
}

path "auth/approle/role/hushkey-serve/secret-id" {
  capabilities = ["create", "update"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
