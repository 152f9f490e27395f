/** Workspaces and typing for the benchmark: made, so that every machine times the same. */

export type Texts = readonly (readonly [path: string, text: string])[];

const policy = (i: number): string => `resource "aws_iam_policy" "p${i}" {
  name = "p${i}"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "sqs:*"]
      Resource = "arn:aws:s3:::b${i}/*"
    }]
  })
}
`;
const deployment = (i: number, namespace: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web${i}
  namespace: ${namespace}
spec:
  selector:
    matchLabels: {app: web${i}}
  template:
    metadata:
      labels: {app: web${i}}
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1.${i}
          env:
            - name: PORT
              value: "8080"
`;

export function terraformFile(lines: number): string {
  return Array.from({ length: Math.ceil(lines / 11) }, (_, i) => policy(i)).join("");
}

export function yamlFile(lines: number, namespace = "shop"): string {
  return Array.from({ length: Math.ceil(lines / 18) }, (_, i) => deployment(i, namespace)).join("---\n");
}

/** Half Terraform folders, half YAML files. */
export function workspace(files: number): Texts {
  return Array.from({ length: files }, (_, i) =>
    i % 2 === 0 ? ([`tf${i}/main.tf`, terraformFile(44)] as const) : ([`k8s/app${i}.yaml`, yamlFile(36, `ns${i}`)] as const),
  );
}

/** What somebody types into the middle of a file, broken most of the time. */
export const typedTerraform = `
resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`;

export const typedYaml = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: web1
  ingress:
    - {}
---
`;
