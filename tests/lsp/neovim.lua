-- What somebody does with Neovim, from 0.7 on: a document is opened, looked at, completed and fixed. The binary is the
-- variable TAGLINT. Whatever is not as it should be ends Neovim with status 1.

local function fail(why)
  io.stderr:write(why .. '\n')
  vim.cmd('cquit 1')
end

local function await(what, is_there)
  if not vim.wait(120000, is_there, 20) then
    fail('no ' .. what .. ': ' .. vim.inspect(vim.diagnostic.get(0)))
  end
end

local function codes()
  local list = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    table.insert(list, diagnostic.code or diagnostic.user_data.lsp.code)
  end
  table.sort(list)
  return table.concat(list, ',')
end

local function ask(method, line, character, more)
  local position = { line = line, character = character }
  local params = { textDocument = { uri = vim.uri_from_bufnr(0) }, position = position }
  local answers = vim.lsp.buf_request_sync(0, method, vim.tbl_extend('force', params, more or {}), 120000)
  for _, answer in pairs(answers or {}) do
    return answer.result
  end
  fail('no answer to ' .. method)
end

vim.cmd('edit a.yaml')
local client = vim.lsp.start_client({ name = 'taglint', cmd = { vim.env.TAGLINT, 'lsp' }, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(0, client)
await('findings', function() return codes() == 'invalid-value,missing-tag' end)

local hover = ask('textDocument/hover', 2, 5)
if not hover.contents.value:find('who runs it', 1, true) then
  fail(vim.inspect(hover))
end

local target = ask('textDocument/definition', 2, 5)
if not target.uri:find('taglint.toml', 1, true) then
  fail(vim.inspect(target))
end

vim.api.nvim_buf_set_lines(0, 3, 3, false, { '  Co' })
local list = ask('textDocument/completion', 3, 4)
if list.items[1].label ~= 'CostCenter' then
  fail(vim.inspect(list))
end
vim.api.nvim_buf_set_lines(0, 3, 4, false, { '  CostCenter: CC-1001' })
await('finding of a value', function() return codes() == 'invalid-value' end)

local everything = { start = { line = 0, character = 0 }, ['end'] = { line = 9, character = 0 } }
local context = { diagnostics = {}, only = { 'source.fixAll' } }
local actions = ask('textDocument/codeAction', 0, 0, { range = everything, context = context })
vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
await('end of findings', function() return codes() == '' end)
if vim.api.nvim_buf_get_lines(0, 2, 3, false)[1] ~= '  Team: "😀Red"' then
  fail(vim.inspect(vim.api.nvim_buf_get_lines(0, 0, -1, false)))
end

vim.lsp.stop_client(client)
vim.cmd('qall!')
