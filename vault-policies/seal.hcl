# The emergency brake: who holds this may seal the vault, and do nothing else.

path "sys/seal" {
  capabilities = ["update", "sudo"]
}
