# What setting up needs (`./hushkey vault provision`), run by a person or a pipeline, never by the service: mounts,
# keys, the policies beside this one, and the AppRoles. It may use no key. (Who writes policies can grant themselves
# more: keep this token out of reach.) It cannot write its own policy: that is done once, by whoever set up Vault.

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

# No `delete`, and of `/config` the schedule of rotation only: nobody here can lose a key, or make one deletable or
# exportable
path "transit/keys/hushkey-ASSISTANT" {
  capabilities = ["create", "read", "update"]
}

path "transit/keys/hushkey-ASSISTANT/config" {
  capabilities       = ["update"]
  allowed_parameters = {
    "auto_rotate_period" = []
  }
}

path "transit/keys/hushkey-signing" {
  capabilities = ["create", "read", "update"]
}

path "transit/keys/hushkey-signing/config" {
  capabilities       = ["update"]
  allowed_parameters = {
    "auto_rotate_period" = []
  }
}

path "transit/keys/hushkey-audit" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/hushkey-serve" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/hushkey-rotate" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/hushkey-shred" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/hushkey-audit-sign" {
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

path "auth/approle/role/hushkey-rotate" {
  capabilities = ["create", "read", "update"]
}

path "auth/approle/role/hushkey-rotate/role-id" {
  capabilities = ["read"]
}

path "auth/approle/role/hushkey-rotate/secret-id" {
  capabilities = ["create", "update"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
